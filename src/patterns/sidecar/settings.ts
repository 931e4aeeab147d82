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
    'Orders come at this rate on average, whether or not earlier ones are answered.',
    SCENE,
  ]),
  'customers.patienceMs': number(CUSTOMERS, 'Patience', 'ms', [200, 30_000, 100], 3_000, [
    'How long a customer waits for the answer.',
    SCENE,
  ]),

  'app.workers': number(APP, 'Workers', '', [1, 64, 1], 8, [
    'Each order holds one of them until it is answered, whatever it waits for.',
    SCENE,
  ]),
  'app.cpuMs': number(APP, 'CPU per order', 'ms', [1, 500, 1], 25, [
    'At a full CPU. With less of it an order takes longer, and others wait.',
    SCENE,
  ]),
  'app.infoLines': number(APP, 'Lines per order', 'lines', [1, 50, 1], 3, [
    'What one order writes to the log at level info; at debug five times as much. A line is 1 kB.',
    SCENE,
  ]),
  'app.startMs': number(APP, 'Start', 'ms', [10, 60_000, 10], 600, [
    'How long its process takes to come up, before its first call.',
    SCENE,
  ]),
  'app.drainMs': number(APP, 'Drain', 'ms', [0, 60_000, 100], 1_500, [
    'After SIGTERM it takes orders for so long: load balancers do not know yet that it leaves.',
    'This scene; a preStop sleep of 5 to 15 s is usual.',
  ]),
  'app.livenessAsks': choice(
    APP,
    'Its liveness probe asks',
    [
      { value: 'process', label: 'whether the process answers' },
      { value: 'payments', label: 'whether the payment service answers' },
    ],
    [
      'Who does not pass is killed. A service that is away does not come back by killing those who call it.',
      'Kubernetes, "Liveness, Readiness, and Startup Probes".',
    ],
  ),
  'app.readinessAsks': choice(
    APP,
    'Its readiness probe asks',
    [
      { value: 'process', label: 'whether the process answers' },
      { value: 'payments', label: 'whether the payment service answers' },
    ],
    [
      'Who does not pass gets no traffic, and goes on running.',
      'Kubernetes, "Liveness, Readiness, and Startup Probes".',
    ],
  ),
  'app.inAppShipping': choice(
    APP,
    'Shipping in the application',
    [
      { value: 'queue', label: 'queue, wait when it is full' },
      { value: 'drop', label: 'queue, drop when it is full' },
      { value: 'sync', label: 'at once, wait for the answer' },
    ],
    [
      'Without a sidecar: what an order waits for before it is answered.',
      'Logback AsyncAppender: a queue; with neverBlock false, its default, the caller waits when it is full.',
    ],
  ),
  'app.queueKb': number(APP, 'Log queue', 'kB', [1, 10_000, 1], 256, [
    'Room for lines that wait to be shipped inside the application.',
    'Logback AsyncAppender queueSize, default 256 events; a line is 1 kB here.',
  ]),

  'ship.flushMs': number(SHIPPING, 'Flush', 'ms', [100, 60_000, 100], 1_000, [
    'What has come together since the last flush becomes a chunk and is sent.',
    'Fluent Bit, service section: flush, default 1 s.',
  ]),
  'ship.timeoutMs': number(SHIPPING, 'Answer timeout', 'ms', [50, 60_000, 50], 1_000, [
    'After so long without an answer a chunk counts as not delivered. It may have been.',
    'This scene; Fluent Bit’s net.io_timeout has no limit by default.',
  ]),
  'ship.retryLimit': number(SHIPPING, 'Retry limit', 'retries', [0, 100, 1], 1, [
    'So many retries, then the chunk is dropped. 0: no limit.',
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
    'What it costs to parse a line. A careless expression makes it hundreds of times as much.',
    SCENE,
  ]),
  'ship.crashEvery': number(SHIPPING, 'Bug: dies at every nth chunk', 'chunks', [0, 100, 1], 0, [
    'A bug in the shipping code that ends the process it runs in. 0: no bug.',
    SCENE,
  ]),
  'ship.leakKbPerS': number(SHIPPING, 'Bug: leaks memory', 'kB/s', [0, 200_000, 1_000], 0, [
    'A leak in the shipping code, in the process it runs in. 0: no leak.',
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
    'Reached, the input is paused until something has been flushed. One write too much is let in. 0: no limit.',
    'Fluent Bit Mem_Buf_Limit; 5 MB as in the examples of its documentation, no limit by default.',
  ]),
  'shipper.storageKb': number(SHIPPER, 'Filesystem limit', 'kB', [10, 100_000, 10], 10_000, [
    'Reached, the oldest chunk is dropped to make room.',
    'Fluent Bit storage.total_limit_size; no limit by default, 10 MB here.',
  ]),
  'shipper.keepRejected': flag(SHIPPER, 'Keep what is refused', false, [
    'Chunks that are given up are kept aside, in a dead letter queue.',
    'Fluent Bit storage.keep.rejected, default off.',
  ]),
  'shipper.livenessAsks': choice(
    SHIPPER,
    'Its liveness probe asks',
    [
      { value: 'process', label: 'whether the process answers' },
      { value: 'health', label: 'for its health check' },
    ],
    [
      'With the health check it is killed because collectors are away, and its memory goes with it.',
      'Fluent Bit’s Helm chart: liveness asks "/", readiness asks "/api/v1/health".',
    ],
  ),
  'shipper.healthCheck': flag(SHIPPER, 'Readiness asks for health', false, [
    'Its readiness probe fails after five errors or five chunks with spent retries within the period.',
    'Fluent Bit Health_Check, default off; HC_Errors_Count and HC_Retry_Failure_Count, default 5.',
  ]),
  'shipper.healthPeriodMs': number(SHIPPER, 'Health check: period', 'ms', [1_000, 600_000, 1_000], 60_000, [
    'Errors that are older count no more.',
    'Fluent Bit HC_Period, default 60 s.',
  ]),
  'shipper.graceMs': number(SHIPPER, 'Grace of the shipper', 'ms', [0, 60_000, 100], 5_000, [
    'After SIGTERM it flushes for so long at most, then it exits.',
    'Fluent Bit, service section: grace, default 5 s.',
  ]),
  'shipper.startMs': number(SHIPPER, 'Start', 'ms', [10, 60_000, 10], 200, [
    'How long its process takes to come up.',
    SCENE,
  ]),
  'shipper.cpuLimitMilli': number(SHIPPER, 'CPU limit', 'm', [10, 4_000, 10], 200, [
    'With limits: it never gets more, in thousandths of a CPU.',
    SCENE,
  ]),
  'shipper.memoryLimitMb': number(SHIPPER, 'Memory limit of the container', 'MB', [10, 2_000, 10], 100, [
    'With limits: above it the container is killed, and no other.',
    SCENE,
  ]),
  'tail.offsetDb': flag(SHIPPER, 'Offset database', true, [
    'Remembers across processes how far the file was read.',
    'Fluent Bit tail DB; off by default, on in its Helm chart.',
  ]),
  'tail.readFromHead': flag(SHIPPER, 'Without it: read from the head', false, [
    'Where a process begins that knows no offset: at the head of the file, or at its end.',
    'Fluent Bit tail Read_from_Head, default off.',
  ]),

  'pod.cpuMilli': number(POD, 'CPU', 'm', [100, 8_000, 100], 1_000, [
    'What all containers of the pod share, in thousandths of a CPU.',
    SCENE,
  ]),
  'pod.memoryMb': number(POD, 'Memory', 'MB', [100, 8_000, 10], 512, [
    'What all containers of the pod share. Above it the kernel kills the one that holds most.',
    SCENE,
  ]),
  'pod.limits': flag(POD, 'Requests and limits', true, [
    'On: CPU is divided by requests, and the shipper has ceilings of its own. Off: all weigh the same.',
    'Kubernetes, "Resource Management for Pods and Containers".',
  ]),
  'volume.sizeKb': number(POD, 'Volume', 'kB', [20, 100_000, 10], 2_000, [
    'Room for log files. What does not fit is not written.',
    'Kubernetes emptyDir sizeLimit; the number is this scene’s.',
  ]),
  'volume.rotateKb': number(POD, 'Rotate at', 'kB', [10, 100_000, 10], 200, [
    'A file of this size is put aside, and a new one begun.',
    'Kubernetes containerLogMaxSize, default 10 MB; scaled to this scene.',
  ]),
  'volume.keepFiles': number(POD, 'Files kept', 'files', [2, 50, 1], 5, [
    'The oldest is deleted, whether or not anybody has read it.',
    'Kubernetes containerLogMaxFiles, default 5.',
  ]),

  'kubelet.nativeSidecars': flag(KUBELET, 'Native sidecars', true, [
    'On: sidecars start before the application, in order, and stop after it, in reverse. Off: all at once, both times.',
    'Kubernetes 1.29, "Sidecar Containers": an init container with restartPolicy Always.',
  ]),
  'kubelet.graceMs': number(KUBELET, 'Grace period', 'ms', [0, 300_000, 100], 30_000, [
    'From SIGTERM to SIGKILL, for the whole pod.',
    'Kubernetes terminationGracePeriodSeconds, default 30.',
  ]),
  'kubelet.backoffMs': number(KUBELET, 'Restart backoff', 'ms', [10, 300_000, 10], 10_000, [
    'Wait before the second restart; it doubles from then on. The first is at once.',
    'Kubernetes, container restart policy: 10 s.',
  ]),
  'kubelet.backoffCapMs': number(KUBELET, 'Longest backoff', 'ms', [10, 300_000, 10], 300_000, [
    'The wait stops growing here.',
    'Kubernetes, container restart policy: 5 min.',
  ]),
  'kubelet.probeMs': number(KUBELET, 'Liveness probe every', 'ms', [200, 60_000, 100], 10_000, [
    'How often it asks each container whether it is alive.',
    'Kubernetes periodSeconds, default 10.',
  ]),
  'kubelet.probeFailures': number(KUBELET, 'Liveness: failures', 'in a row', [1, 20, 1], 3, [
    'After so many the container is killed and restarted.',
    'Kubernetes failureThreshold, default 3.',
  ]),
  'kubelet.readyMs': number(KUBELET, 'Readiness probe every', 'ms', [200, 60_000, 100], 10_000, [
    'How often it asks each container whether it can be sent traffic.',
    'Kubernetes periodSeconds, default 10.',
  ]),
  'kubelet.readyFailures': number(KUBELET, 'Readiness: failures', 'in a row', [1, 20, 1], 3, [
    'After so many the pod is not ready, until a probe passes. Nothing is restarted for it.',
    'Kubernetes failureThreshold, default 3; successThreshold, default 1.',
  ]),

  'kubelet.routeReady': flag(KUBELET, 'Traffic only when ready', false, [
    'On: no order reaches the pod while a container of it is not ready, sidecars included. Off: whoever answers is asked.',
    'Kubernetes, "Service": pods that are not ready get no traffic, unless publishNotReadyAddresses is set, as here.',
  ]),
  'job.orders': number(KUBELET, 'A Job of so many orders', 'orders', [0, 1_000, 10], 0, [
    'So many orders come, and when none has come for two seconds the application exits with 0. At 0 it is a service without an end.',
    'Kubernetes, "Jobs" and "Sidecar Containers": native sidecars do not keep a Job from completing.',
  ]),

  'proxy.startMs': number(OTHERS, 'Proxy: start', 'ms', [10, 60_000, 10], 400, [
    'How long its process takes to come up, before it asks for its configuration.',
    SCENE,
  ]),
  'collector.linesPerSecond': number(OTHERS, 'Collector: limit', 'lines/s', [1, 10_000, 1], 60, [
    'Each collector takes so many lines a second, and answers "retry" to the rest.',
    SCENE,
  ]),
};
