import { dials } from '../../pattern-kit/dials.ts';
import type { SettingSpec } from '../../scenario/scenario.ts';

const customers = dials('Customers');
const app = dials('Application');
const shipping = dials('Shipping, wherever it runs');
const shipper = dials('Log shipper');
const pod = dials('Pod: budget and volume');
const kubelet = dials('Kubelet');
const others = dials('Proxy, watcher, platform');
const scene = dials('Scene');

/** Defaults are those of the named source; experiments turn some of them down to what a short run can show. */
export const settings: Readonly<Record<string, SettingSpec>> = {
  'customers.ratePerSecond': customers.number('Orders', 'per s', [1, 60, 1], 10, {
    help: 'Orders come at this rate on average, whether or not earlier ones are answered.',
  }),
  'customers.patienceMs': customers.number('Patience', 'ms', [200, 30_000, 100], 3_000, {
    help: 'How long a customer waits for the answer.',
  }),

  'app.workers': app.number('Workers', '', [1, 64, 1], 8, {
    help: 'Each order holds one of them until it is answered, whatever it waits for.',
  }),
  'app.cpuMs': app.number('CPU per order', 'ms', [1, 500, 1], 25, {
    help: 'At a full CPU. With less of it an order takes longer, and others wait.',
  }),
  'app.infoLines': app.number('Lines per order', 'lines', [1, 50, 1], 3, {
    help: 'What one order writes to the log at level info; at debug five times as much. A line is 1 kB.',
  }),
  'app.startMs': app.number('Start', 'ms', [10, 60_000, 10], 600, {
    help: 'How long its process takes to come up, before its first call.',
  }),
  'app.drainMs': app.number('Drain', 'ms', [0, 60_000, 100], 1_500, {
    help: 'After SIGTERM it takes orders for so long: load balancers do not know yet that it leaves.',
    source: 'This scene; a preStop sleep of 5 to 15 s is usual.',
  }),
  'app.livenessAsks': app.choice(
    'Its liveness probe asks',
    [
      ['process', 'whether the process answers'],
      ['payments', 'whether the payment service answers'],
    ],
    {
      help: 'Who does not pass is killed. A service that is away does not come back by killing those who call it.',
      source: 'Kubernetes, "Liveness, Readiness, and Startup Probes".',
    },
  ),
  'app.readinessAsks': app.choice(
    'Its readiness probe asks',
    [
      ['process', 'whether the process answers'],
      ['payments', 'whether the payment service answers'],
    ],
    {
      help: 'Who does not pass gets no traffic, and goes on running.',
      source: 'Kubernetes, "Liveness, Readiness, and Startup Probes".',
    },
  ),
  'app.inAppShipping': app.choice(
    'Shipping in the application',
    [
      ['queue', 'queue, wait when it is full'],
      ['drop', 'queue, drop when it is full'],
      ['sync', 'at once, wait for the answer'],
    ],
    {
      help: 'Without a sidecar: what an order waits for before it is answered.',
      source: 'Logback AsyncAppender: a queue; with neverBlock false, its default, the caller waits when it is full.',
    },
  ),
  'app.queueKb': app.number('Log queue', 'kB', [1, 10_000, 1], 256, {
    help: 'Room for lines that wait to be shipped inside the application.',
    source: 'Logback AsyncAppender queueSize, default 256 events; a line is 1 kB here.',
  }),

  'ship.flushMs': shipping.number('Flush', 'ms', [100, 60_000, 100], 1_000, {
    help: 'What has come together since the last flush becomes a chunk and is sent.',
    source: 'Fluent Bit, service section: flush, default 1 s.',
  }),
  'ship.timeoutMs': shipping.number('Answer timeout', 'ms', [50, 60_000, 50], 1_000, {
    help: 'After so long without an answer a chunk counts as not delivered. It may have been.',
    source: 'This scene; Fluent Bit’s net.io_timeout has no limit by default.',
  }),
  'ship.retryLimit': shipping.number('Retry limit', 'retries', [0, 100, 1], 1, {
    help: 'So many retries, then the chunk is dropped. 0: no limit.',
    source: 'Fluent Bit Retry_Limit, default 1; no_limits is 0 here.',
  }),
  'ship.backoffBaseMs': shipping.number('Backoff base', 'ms', [10, 60_000, 10], 5_000, {
    help: 'Least wait before a retry.',
    source: 'Fluent Bit scheduler.base, default 5 s.',
  }),
  'ship.backoffCapMs': shipping.number('Backoff cap', 'ms', [10, 2_000_000, 10], 2_000_000, {
    help: 'Most wait before a retry.',
    source: 'Fluent Bit scheduler.cap, default 2,000 s.',
  }),
  'ship.cpuUsPerLine': shipping.number('CPU per line', 'µs', [1, 200_000, 1], 200, {
    help: 'What it costs to parse a line. A careless expression makes it hundreds of times as much.',
  }),
  'ship.crashEvery': shipping.number('Bug: dies at every nth chunk', 'chunks', [0, 100, 1], 0, {
    help: 'A bug in the shipping code that ends the process it runs in. 0: no bug.',
  }),
  'ship.leakKbPerS': shipping.number('Bug: leaks memory', 'kB/s', [0, 200_000, 1_000], 0, {
    help: 'A leak in the shipping code, in the process it runs in. 0: no leak.',
  }),

  'shipper.storage': shipper.choice(
    'Buffer in',
    [
      ['memory', 'memory'],
      ['filesystem', 'the filesystem'],
    ],
    { help: 'Where chunks live until they are delivered.', source: 'Fluent Bit storage.type, default memory.' },
  ),
  'shipper.memBufKb': shipper.number('Memory limit of the input', 'kB', [0, 50_000, 10], 5_000, {
    help: 'Reached, the input is paused until something has been flushed. One write too much is let in. 0: no limit.',
    source: 'Fluent Bit Mem_Buf_Limit; 5 MB as in the examples of its documentation, no limit by default.',
  }),
  'shipper.storageKb': shipper.number('Filesystem limit', 'kB', [10, 100_000, 10], 10_000, {
    help: 'Reached, the oldest chunk is dropped to make room.',
    source: 'Fluent Bit storage.total_limit_size; no limit by default, 10 MB here.',
  }),
  'shipper.keepRejected': shipper.flag('Keep what is refused', false, {
    help: 'Chunks that are given up are kept aside, in a dead letter queue.',
    source: 'Fluent Bit storage.keep.rejected, default off.',
  }),
  'shipper.livenessAsks': shipper.choice(
    'Its liveness probe asks',
    [
      ['process', 'whether the process answers'],
      ['health', 'for its health check'],
    ],
    {
      help: 'With the health check it is restarted because collectors are away: what it cannot flush in its grace is lost.',
      source: 'Fluent Bit’s Helm chart: liveness asks "/", readiness asks "/api/v1/health".',
    },
  ),
  'shipper.healthCheck': shipper.flag('Readiness asks for health', false, {
    help: 'Its readiness probe fails after five errors or five chunks with spent retries within the period.',
    source: 'Fluent Bit Health_Check, default off; HC_Errors_Count and HC_Retry_Failure_Count, default 5.',
  }),
  'shipper.healthPeriodMs': shipper.number('Health check: period', 'ms', [1_000, 600_000, 1_000], 60_000, {
    help: 'Errors that are older count no more.',
    source: 'Fluent Bit HC_Period, default 60 s.',
  }),
  'shipper.graceMs': shipper.number('Grace of the shipper', 'ms', [0, 60_000, 100], 5_000, {
    help: 'After SIGTERM it flushes for so long at most, then it exits.',
    source: 'Fluent Bit, service section: grace, default 5 s.',
  }),
  'shipper.startMs': shipper.number('Start', 'ms', [10, 60_000, 10], 200, {
    help: 'How long its process takes to come up.',
  }),
  'shipper.cpuLimitMilli': shipper.number('CPU limit', 'm', [10, 4_000, 10], 200, {
    help: 'With limits: it never gets more, in thousandths of a CPU.',
  }),
  'shipper.memoryLimitMb': shipper.number('Memory limit of the container', 'MB', [10, 2_000, 10], 100, {
    help: 'With limits: above it the container is killed, and no other.',
  }),
  'tail.offsetDb': shipper.flag('Offset database', true, {
    help: 'Remembers across processes how far the file was read.',
    source: 'Fluent Bit tail DB; off by default, on in its Helm chart.',
  }),
  'tail.readFromHead': shipper.flag('Without it: read from the head', false, {
    help: 'Where a process begins that knows no offset: at the head of the file, or at its end.',
    source: 'Fluent Bit tail Read_from_Head, default off.',
  }),

  'pod.cpuMilli': pod.number('CPU', 'm', [100, 8_000, 100], 1_000, {
    help: 'What all containers of the pod share, in thousandths of a CPU.',
  }),
  'pod.memoryMb': pod.number('Memory', 'MB', [100, 8_000, 10], 512, {
    help: 'What all containers of the pod share. Above it the kernel kills the one that holds most.',
  }),
  'pod.limits': pod.flag('Requests and limits', true, {
    help: 'On: CPU is divided by requests, and the shipper has ceilings of its own. Off: all weigh the same.',
    source: 'Kubernetes, "Resource Management for Pods and Containers".',
  }),
  'volume.sizeKb': pod.number('Volume', 'kB', [20, 100_000, 10], 2_000, {
    help: 'Room for log files. What does not fit is not written.',
    source: 'Kubernetes emptyDir sizeLimit; the number is this scene’s.',
  }),
  'volume.rotateKb': pod.number('Rotate at', 'kB', [10, 100_000, 10], 200, {
    help: 'A file of this size is put aside, and a new one begun.',
    source: 'Kubernetes containerLogMaxSize, default 10 MB; scaled to this scene.',
  }),
  'volume.keepFiles': pod.number('Files kept', 'files', [2, 50, 1], 5, {
    help: 'The oldest is deleted, whether or not anybody has read it.',
    source: 'Kubernetes containerLogMaxFiles, default 5.',
  }),

  'kubelet.nativeSidecars': kubelet.flag('Native sidecars', true, {
    help: 'On: sidecars start before the application, in order, and stop after it, in reverse. Off: all at once, both times.',
    source: 'Kubernetes 1.29, "Sidecar Containers": an init container with restartPolicy Always.',
  }),
  'kubelet.graceMs': kubelet.number('Grace period', 'ms', [0, 300_000, 100], 30_000, {
    help: 'From SIGTERM to SIGKILL, for the whole pod.',
    source: 'Kubernetes terminationGracePeriodSeconds, default 30.',
  }),
  'kubelet.backoffMs': kubelet.number('Restart backoff', 'ms', [10, 300_000, 10], 10_000, {
    help: 'Wait before the second restart; it doubles from then on. The first is at once.',
    source: 'Kubernetes, container restart policy: 10 s.',
  }),
  'kubelet.backoffCapMs': kubelet.number('Longest backoff', 'ms', [10, 300_000, 10], 300_000, {
    help: 'The wait stops growing here.',
    source: 'Kubernetes, container restart policy: 5 min.',
  }),
  'kubelet.forgivenMs': kubelet.number('Backoff forgotten after', 'ms', [100, 3_600_000, 100], 600_000, {
    help: 'Who has run for so long before it ends is restarted at once, as the first time.',
    source: 'Kubernetes, container restart policy: 10 min without problems.',
  }),
  'kubelet.probeMs': kubelet.number('Liveness probe every', 'ms', [200, 60_000, 100], 10_000, {
    help: 'How often it asks each container whether it is alive.',
    source: 'Kubernetes periodSeconds, default 10.',
  }),
  'kubelet.probeFailures': kubelet.number('Liveness: failures', 'in a row', [1, 20, 1], 3, {
    help: 'After so many the container gets SIGTERM, its grace, SIGKILL, and is restarted.',
    source: 'Kubernetes failureThreshold, default 3.',
  }),
  'kubelet.readyMs': kubelet.number('Readiness probe every', 'ms', [200, 60_000, 100], 10_000, {
    help: 'How often it asks each container whether it can be sent traffic.',
    source: 'Kubernetes periodSeconds, default 10.',
  }),
  'kubelet.readyFailures': kubelet.number('Readiness: failures', 'in a row', [1, 20, 1], 3, {
    help: 'After so many the pod is not ready, until a probe passes. Nothing is restarted for it.',
    source: 'Kubernetes failureThreshold, default 3; successThreshold, default 1.',
  }),

  'kubelet.routeReady': kubelet.flag('Traffic only when ready', false, {
    help: 'On: no order reaches the pod while a container of it is not ready, sidecars included. Off: whoever answers is asked.',
    source:
      'Kubernetes, "Service": pods that are not ready get no traffic, unless publishNotReadyAddresses is set, as here.',
  }),
  'job.orders': kubelet.number('A Job of so many orders', 'orders', [0, 1_000, 10], 0, {
    help: 'So many orders come, and when none has come for two seconds the application exits with 0. At 0 it is a service without an end.',
    source: 'Kubernetes, "Jobs" and "Sidecar Containers": native sidecars do not keep a Job from completing.',
  }),

  'proxy.startMs': others.number('Proxy: start', 'ms', [10, 60_000, 10], 400, {
    help: 'How long its process takes to come up, before it asks for its configuration.',
  }),
  'scene.pods': scene.choice(
    'Pods',
    [
      ['one', 'one'],
      ['two', 'two, alike, on two hosts'],
    ],
    { help: 'How many copies of the shop there are. Takes effect when a run starts.' },
  ),
  'collector.linesPerSecond': others.number('Collector: limit', 'lines/s', [1, 10_000, 1], 60, {
    help: 'Each collector takes so many lines a second, and answers "retry" to the rest.',
  }),
};
