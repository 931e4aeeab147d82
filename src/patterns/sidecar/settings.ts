import type { SettingSpec } from '../../scenario/scenario.ts';

type Rest = readonly [help: string, source: string];

const number = (
  group: string,
  label: string,
  unit: string,
  [min, max, step]: readonly [number, number, number],
  initial: number,
  [help, source]: Rest,
): SettingSpec => ({ type: 'number', group, label, unit, min, max, step, default: initial, help, source });
const flag = (group: string, label: string, initial: boolean, [help, source]: Rest): SettingSpec => ({
  type: 'switch',
  group,
  label,
  default: initial,
  help,
  source,
});
const choice = (
  group: string,
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
  [help, source]: Rest,
): SettingSpec => ({ type: 'choice', group, label, options, default: options[0]!.value, help, source });

const CUSTOMERS = 'Customers';
const APP = 'Application';
const SHIPPING = 'Shipping, wherever it runs';
const SHIPPER = 'Log shipper';
const POD = 'Pod: budget and volume';
const KUBELET = 'Kubelet';
const OTHERS = 'Proxy, watcher, platform';
const SCENE = 'This scene.';

/** Defaults are those of the named source; experiments turn some of them down to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'customers.ratePerSecond': number(CUSTOMERS, 'Orders', 'per s', [1, 60, 1], 10, [
    'On average, answered or not.',
    SCENE,
  ]),

  'app.cpuMs': number(APP, 'CPU per order', 'ms', [1, 500, 1], 25, ['At a full CPU; with less, longer.', SCENE]),
  'app.inAppShipping': choice(
    APP,
    'Shipping in the application',
    [
      { value: 'queue', label: 'queue, wait when it is full' },
      { value: 'drop', label: 'queue, drop when it is full' },
      { value: 'sync', label: 'at once, wait for the answer' },
    ],
    [
      'Without a sidecar: what an order waits for.',
      'Logback AsyncAppender: with neverBlock false, the default, callers wait.',
    ],
  ),
  'app.queueKb': number(APP, 'Log queue', 'kB', [1, 10_000, 1], 256, [
    'Room for lines inside the application.',
    'Logback AsyncAppender queueSize, default 256 events; a line is 1 kB here.',
  ]),

  'ship.flushMs': number(SHIPPING, 'Flush', 'ms', [100, 60_000, 100], 1_000, [
    'What has come together becomes a chunk and is sent.',
    'Fluent Bit, service section: flush, default 1 s.',
  ]),
  'ship.retryLimit': number(SHIPPING, 'Retry limit', 'retries', [0, 100, 1], 1, [
    'Then the chunk is dropped. 0: no limit.',
    'Fluent Bit Retry_Limit, default 1; no_limits is 0 here.',
  ]),
  'ship.backoffBaseMs': number(SHIPPING, 'Backoff base', 'ms', [10, 60_000, 10], 5_000, [
    'Least wait before a retry.',
    'Fluent Bit scheduler.base, default 5 s.',
  ]),
  'ship.backoffCapMs': number(SHIPPING, 'Backoff cap', 'ms', [10, 2_000_000, 10], 2_000_000, [
    'Most wait before a retry.',
    'Fluent Bit scheduler.cap, default 2,000 s.',
  ]),
  'ship.cpuUsPerLine': number(SHIPPING, 'CPU per line', 'µs', [1, 200_000, 1], 200, [
    'What parsing a line costs.',
    SCENE,
  ]),
  'ship.crashEvery': number(SHIPPING, 'Bug: dies at every nth chunk', 'chunks', [0, 100, 1], 0, [
    'Ends the process that it runs in. 0: none.',
    SCENE,
  ]),
  'ship.leakKbPerS': number(SHIPPING, 'Bug: leaks memory', 'kB/s', [0, 200_000, 1_000], 0, [
    'In the process that it runs in. 0: none.',
    SCENE,
  ]),

  'shipper.storage': choice(
    SHIPPER,
    'Buffer in',
    [
      { value: 'memory', label: 'memory' },
      { value: 'filesystem', label: 'the filesystem' },
    ],
    ['Where chunks live until they are delivered.', 'Fluent Bit storage.type, default memory.'],
  ),
  'shipper.memBufKb': number(SHIPPER, 'Memory limit of the input', 'kB', [0, 50_000, 10], 5_000, [
    'Then the input is paused. 0: no limit.',
    'Fluent Bit Mem_Buf_Limit; no limit by default.',
  ]),
  'shipper.storageKb': number(SHIPPER, 'Filesystem limit', 'kB', [10, 100_000, 10], 10_000, [
    'Then the oldest chunk is dropped.',
    'Fluent Bit storage.total_limit_size, no limit by default.',
  ]),
  'shipper.keepRejected': flag(SHIPPER, 'Keep what is refused', false, [
    'What is given up goes to a dead letter queue.',
    'Fluent Bit storage.keep.rejected, default off.',
  ]),
  'shipper.graceMs': number(SHIPPER, 'Grace of the shipper', 'ms', [0, 60_000, 100], 5_000, [
    'It flushes for so long at most after SIGTERM.',
    'Fluent Bit, service section: grace, default 5 s.',
  ]),
  'shipper.cpuLimitMilli': number(SHIPPER, 'CPU limit', 'm', [10, 4_000, 10], 200, [
    'With limits: it never gets more.',
    SCENE,
  ]),
  'tail.offsetDb': flag(SHIPPER, 'Offset database', true, [
    'Remembers how far the file was read.',
    'Fluent Bit tail DB; off by default, on in its Helm chart.',
  ]),
  'tail.readFromHead': flag(SHIPPER, 'Without it: read from the head', false, [
    'On: at the head of the file. Off: at its end.',
    'Fluent Bit tail Read_from_Head, default off.',
  ]),

  'pod.cpuMilli': number(POD, 'CPU', 'm', [100, 8_000, 100], 1_000, ['Shared by all, in thousandths of a CPU.', SCENE]),
  'pod.memoryMb': number(POD, 'Memory', 'MB', [100, 8_000, 10], 512, [
    'Shared by all. Above it, what holds most is killed.',
    SCENE,
  ]),
  'pod.limits': flag(POD, 'Requests and limits', true, [
    'On: CPU by requests, ceilings for the shipper. Off: all weigh the same.',
    'Kubernetes, resource management.',
  ]),
  'volume.sizeKb': number(POD, 'Volume', 'kB', [20, 100_000, 10], 2_000, [
    'What does not fit is not written.',
    'Kubernetes emptyDir sizeLimit.',
  ]),
  'volume.rotateKb': number(POD, 'Rotate at', 'kB', [10, 100_000, 10], 200, [
    'Then a new file is begun.',
    'Kubernetes containerLogMaxSize, default 10 MB.',
  ]),
  'volume.keepFiles': number(POD, 'Files kept', 'files', [2, 50, 1], 5, [
    'The oldest is deleted, read or not.',
    'Kubernetes containerLogMaxFiles, default 5.',
  ]),

  'kubelet.nativeSidecars': flag(KUBELET, 'Native sidecars', true, [
    'On: sidecars start before the application and stop after it. Off: all at once.',
    'Kubernetes 1.29: init containers with restartPolicy Always.',
  ]),
  'kubelet.graceMs': number(KUBELET, 'Grace period', 'ms', [0, 300_000, 100], 30_000, [
    'From SIGTERM to SIGKILL, for the whole pod.',
    'Kubernetes terminationGracePeriodSeconds, default 30.',
  ]),
  'kubelet.backoffMs': number(KUBELET, 'Restart backoff', 'ms', [10, 300_000, 10], 10_000, [
    'Before the second restart; then it doubles. The first is at once.',
    'Kubernetes, container restart policy: 10 s.',
  ]),
  'kubelet.probeMs': number(KUBELET, 'Probe every', 'ms', [200, 60_000, 100], 10_000, [
    'How often it asks whether a container is alive.',
    'Kubernetes periodSeconds, default 10.',
  ]),

  'proxy.startMs': number(OTHERS, 'Proxy: start', 'ms', [10, 60_000, 10], 400, [
    'How long its process takes to come up.',
    SCENE,
  ]),
  'collector.linesPerSecond': number(OTHERS, 'Collector: limit', 'lines/s', [1, 10_000, 1], 60, [
    'So many lines a second each; "retry" to the rest.',
    SCENE,
  ]),
};
