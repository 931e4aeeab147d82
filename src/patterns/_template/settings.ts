import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';

const client = dials('Client');
const server = dials('Server');

// TEMPLATE: one entry for each dial, its key beginning with the program it belongs to and ending in its unit.
// TEMPLATE: take defaults from the documentation of something real and name it in `source`; where you chose, leave it out.
export const settings: Readonly<Record<string, SettingSpec>> = {
  'client.ratePerSecond': client.number('Orders', 'per s', [1, 50, 1], 3, {
    help: 'Orders come at this rate on average, whether or not earlier ones are answered.',
  }),
  'client.timeoutMs': client.number('Timeout', 'ms', [50, 10_000, 50], 500, {
    help: 'How long it waits for an answer before it asks again, or gives up.',
    source: 'This scene: a little more than twice the longest round trip.',
  }),
  'client.retries': client.number('Retries', '', [0, 10, 1], 4, {
    help: 'How often it asks again. Without the pattern it never does.',
    source: 'This scene; the standard mode of the AWS SDKs asks again twice.',
  }),
  'server.syncMs': server.number('Sync', 'ms', [1, 1_000, 1], 10, {
    help: 'How long its disk takes to make a write durable. Orders are placed one after the other.',
    source: 'This scene: about one turn of a disk at 7,200 rpm.',
  }),
};
