import type { SettingSpec } from '../../scenario/scenario.ts';

// TEMPLATE: one entry for each dial, its key beginning with the program it belongs to and ending in its unit.
// TEMPLATE: take defaults from the documentation of something real and name it in `source`; where you chose, write "This scene."
export const settings: Readonly<Record<string, SettingSpec>> = {
  'client.ratePerSecond': {
    type: 'number',
    group: 'Client',
    label: 'Orders',
    unit: 'per s',
    min: 1,
    max: 50,
    step: 1,
    default: 3,
    help: 'Orders come at this rate on average, whether or not earlier ones are answered.',
    source: 'This scene.',
  },
  'client.timeoutMs': {
    type: 'number',
    group: 'Client',
    label: 'Timeout',
    unit: 'ms',
    min: 50,
    max: 10_000,
    step: 50,
    default: 500,
    help: 'How long it waits for an answer before it asks again, or gives up.',
    source: 'This scene: a little more than twice the longest round trip.',
  },
  'client.retries': {
    type: 'number',
    group: 'Client',
    label: 'Retries',
    unit: '',
    min: 0,
    max: 10,
    step: 1,
    default: 4,
    help: 'How often it asks again. Without the pattern it never does.',
    source: 'This scene; the standard mode of the AWS SDKs asks again twice.',
  },
  'server.syncMs': {
    type: 'number',
    group: 'Server',
    label: 'Sync',
    unit: 'ms',
    min: 1,
    max: 1_000,
    step: 1,
    default: 10,
    help: 'How long its disk takes to make a write durable. Orders are placed one after the other.',
    source: 'This scene: about one turn of a disk at 7,200 rpm.',
  },
};
