import { ms, seconds } from '../../kernel/time.ts';
import type { Action } from '../../kernel/action.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** Waits that a run of half a minute can show; the trusted defaults are ten times as long. */
const SHORT: Experiment['settings'] = {
  'ship.backoffBaseMs': 500,
  'ship.backoffCapMs': 4_000,
  'kubelet.backoffMs': 1_000,
  'kubelet.backoffCapMs': 8_000,
  'kubelet.probeMs': 2_000,
  'kubelet.readyMs': 2_000,
  'kubelet.readyFailures': 1,
  'kubelet.graceMs': 10_000,
  'ship.retryLimit': 0,
};

/** Both collectors take what comes and answer nothing: a minute of outage, scaled to twenty seconds. */
const OUTAGE: Action = { kind: 'mode', node: '@role:collector', mode: 'hang', atUs: seconds(4), forUs: seconds(20) };

export const experiments: readonly Experiment[] = [
  {
    id: 'outage',
    title: 'The collectors are away',
    question: 'Nobody takes logs for twenty seconds. What do the customers feel, and what is lost?',
    watch: 'The rooms of the pod: where the lines of the log wait, and whether an order waits with them.',
    answer:
      'In the application each order waits a second for its log. Between 4 and 24 s only 48 of 194 orders succeed, and 441 lines are lost all the same; a queue only moves the cliff (55 % of all orders instead of 60 %). With the shipper 211 of 211 succeed, none takes 190 ms, and 1,125 of 1,134 lines are stored at the end, the rest on its way. But with Fluent Bit’s default of one retry 561 lines are dropped from a buffer that is nearly empty.',
    on: true,
    seed: 7,
    settings: { ...SHORT, 'app.inAppShipping': 'sync', 'shipper.storage': 'filesystem', 'shipper.storageKb': 1_000 },
    actions: [OUTAGE],
    untilUs: seconds(40),
    goals: ['answered', 'p99', 'loss', 'drops', 'drain', 'storage'],
  },
  {
    id: 'memory',
    title: 'A buffer in memory',
    question:
      'The same outage, with a buffer of 150 kB in memory and small log files. Where do the lines go when it is full?',
    watch: 'The shipper’s input: it is paused. Then the oldest log file.',
    answer:
      'At 8.0 s the buffer has reached 150 kB and the input is paused. Lines wait in the file, and rotation asks nobody: 336 go with the files that are deleted. All 211 orders of the outage succeed. In the application a queue of that size fills as well, then orders wait for room: 47 of 211 succeed, and no line is lost. Buffers end; a sidecar lets you choose what gives way.',
    on: true,
    seed: 7,
    settings: { ...SHORT, 'shipper.memBufKb': 150, 'volume.rotateKb': 60, 'volume.keepFiles': 4, 'app.queueKb': 150 },
    actions: [OUTAGE],
    untilUs: seconds(40),
    goals: ['answered', 'p99', 'loss', 'drops', 'drain'],
  },
  {
    id: 'readiness',
    title: 'A probe that asks too much',
    question:
      'A probe asks the shipper whether it can deliver, and no traffic goes to a pod that is not ready. The collectors are away. Who is?',
    watch: 'The roof of the house, and what customers are told, from 8 s on.',
    answer:
      'Five chunks have spent their retries, the probe fails, and with it the pod: from 12 to 22 s nobody is sent there. 94 of 211 orders between 4 and 24 s fail, though the application is well. Then no orders mean no lines and no failures, and the probe passes while the collectors are still away. Without the health check 211 of 211 succeed, as in the application. A readiness probe should ask only for what staying out of traffic can mend.',
    on: true,
    seed: 7,
    settings: {
      ...SHORT,
      'ship.retryLimit': 1,
      'shipper.healthCheck': true,
      'shipper.healthPeriodMs': 10_000,
      'kubelet.routeReady': true,
      'app.inAppShipping': 'drop',
    },
    actions: [OUTAGE],
    untilUs: seconds(40),
    goals: ['answered', 'ready', 'loss', 'p99'],
  },
  {
    id: 'restart-loop',
    title: 'A probe that kills',
    question:
      'The liveness probe of the application asks whether payments can be made. For ten seconds they cannot. What does a restart mend?',
    watch: 'The lane of the application from 6 s on, and how long it is away.',
    answer:
      'Nothing. The application was well, and gets SIGTERM at 10.1 s. Its next process cannot make its first call and exits, and CrashLoopBackOff holds it for ten seconds: payments work again at 16 s, the application runs at 23.2 s, and of 82 orders between 16 and 24 s 12 succeed. Without sidecars the same. Asked only for its process, it serves 83 of 84. As a readiness probe the question does no harm: no traffic from 6 to 16 s, nothing is restarted, 80 of 82 succeed.',
    on: true,
    seed: 7,
    settings: {
      ...SHORT,
      'app.livenessAsks': 'payments',
      'kubelet.backoffMs': 10_000,
      'kubelet.backoffCapMs': 300_000,
      'kubelet.routeReady': true,
    },
    actions: [{ kind: 'mode', node: '@role:payments', mode: 'error', atUs: seconds(6), forUs: seconds(10) }],
    untilUs: seconds(30),
    goals: ['answered', 'up', 'killed', 'ready', 'loss'],
  },
  {
    id: 'storm',
    title: 'A restart storm',
    question:
      'Two pods, and the liveness probe of both applications asks whether payments can be made. For ten seconds they cannot. Does a second pod help?',
    watch: 'The lanes of both applications from 6 s on.',
    answer:
      'No: both ask the same question, and get the same answer. Both get SIGTERM at 10.1 s, and CrashLoopBackOff holds both until 23.2 s, though payments work again at 16 s: from 12 to 23 s none of 106 orders succeeds. Without sidecars the same. Asked only for their process, both run on, and from 16 to 24 s all 84 succeed; as a readiness probe the question costs no process, and all 82 do. A second pod is no help against what all copies decide alike.',
    on: true,
    seed: 7,
    settings: {
      ...SHORT,
      'scene.pods': 'two',
      'app.livenessAsks': 'payments',
      'kubelet.backoffMs': 10_000,
      'kubelet.backoffCapMs': 300_000,
      'kubelet.routeReady': true,
    },
    actions: [{ kind: 'mode', node: '@role:payments', mode: 'error', atUs: seconds(6), forUs: seconds(10) }],
    untilUs: seconds(30),
    goals: ['answered', 'up', 'killed', 'ready', 'loss'],
  },
  {
    id: 'shutdown',
    title: 'Who stops first',
    question: 'The pod is replaced. Are the last lines of the application delivered, and do its last orders succeed?',
    watch: 'The lanes of the containers after 8 s: who gets SIGTERM, and when.',
    answer:
      'The application exits at 9.5 s; then the shipper reads once more, flushes and exits, then watcher and proxy. Nothing is lost. Without native sidecars all get SIGTERM at once: the proxy is gone at 8.2 s, the last orders fail, and 33 lines are deleted with the volume. If the application drains for longer than the grace period, SIGTERM and SIGKILL reach the sidecars together at 18.1 s, and 6 lines are lost. One process refuses 16 orders while it restarts, the pod 18.',
    on: true,
    seed: 11,
    settings: { ...SHORT },
    actions: [{ kind: 'command', node: 'kubelet', command: 'deletePod', atUs: seconds(8) }],
    untilUs: seconds(20),
    goals: ['answered', 'loss', 'ready', 'overhead'],
  },
  {
    id: 'startup',
    title: 'Who starts first',
    question: 'All containers start at the same moment. What becomes of the first call of the application?',
    watch: 'The application and the proxy in the first four seconds.',
    answer:
      'The proxy runs at 2.5 s. By then the first call has failed twice, and CrashLoopBackOff holds the application until 12.2 s: 39 % of the orders are placed. With native sidecars it starts after the proxy and runs at 3.5 s: 85 %. Without sidecars there is nobody to wait for. An order of starting costs time; having none costs more.',
    on: true,
    seed: 5,
    settings: {
      ...SHORT,
      'kubelet.nativeSidecars': false,
      'proxy.startMs': 2_500,
      'kubelet.backoffMs': 10_000,
      'kubelet.backoffCapMs': 300_000,
    },
    actions: [],
    untilUs: seconds(20),
    goals: ['up', 'answered', 'loss'],
  },
  {
    id: 'job',
    title: 'A job that has to end',
    question:
      'Now a Job places 120 orders and is done. A sidecar is made to run for ever: does it keep the Job from ending?',
    watch: 'The lanes of the containers after the last order, and the roof of the house.',
    answer:
      'At 14.7 s there has been no order for two seconds, and the application exits with 0. The shipper reads once more and flushes, watcher and proxy follow, and at 14.9 s the Job is complete, no line lost. As ordinary containers the sidecars run on: at 30 s it is still not complete, and holds 95 MB. One process ends by itself. A native sidecar keeps no Job from ending.',
    on: true,
    seed: 31,
    settings: { ...SHORT, 'job.orders': 120 },
    actions: [],
    untilUs: seconds(30),
    goals: ['job', 'answered', 'loss', 'overhead'],
  },
  {
    id: 'crash-loop',
    title: 'The shipping code crashes',
    question: 'A bug ends the shipping process at every third chunk. Who dies with it, and which lines?',
    watch: 'Which container restarts, and the line of what is dropped.',
    answer:
      'In the application the bug ends the application: three times, and 65 of 237 orders fail between 4 and 24 s. As a sidecar it ends the shipper, and all succeed. But 114 lines are lost: their offset was saved, and they were only in memory. On the filesystem none is lost. Without the database another 165 are skipped, or, read from the head, 243 are stored twice. And a sidecar counts for the readiness of its pod: with traffic only when ready, 49 of the orders find no pod.',
    on: true,
    seed: 13,
    settings: { ...SHORT },
    actions: [{ kind: 'set', setting: 'ship.crashEvery', value: 3, atUs: seconds(4), forUs: seconds(12) }],
    untilUs: seconds(34),
    goals: ['answered', 'up', 'loss', 'copies'],
  },
  {
    id: 'noisy',
    title: 'A noisy neighbour in the house',
    question: 'A careless expression makes parsing a line 100 times as expensive. Who pays for it?',
    watch: 'The CPU of the pod between 4 and 18 s, and how long orders take.',
    answer:
      'Lines now want 600m of CPU and orders 550m, of 1,000m. In one process they stand in one queue: the 99th percentile is 2.3 s. A sidecar without limits weighs as much as the application and takes half: 1.3 s. With limits it gets 200m: lines come late, orders take 0.5 s, and nothing is lost. A sidecar spares the service only if somebody says how much it may take.',
    on: true,
    seed: 17,
    settings: { ...SHORT, 'app.cpuMs': 55 },
    actions: [{ kind: 'set', setting: 'ship.cpuUsPerLine', value: 20_000, atUs: seconds(4), forUs: seconds(14) }],
    untilUs: seconds(30),
    goals: ['p99', 'answered', 'lag', 'drain', 'loss'],
  },
  {
    id: 'leak',
    title: 'A leak, and who is killed for it',
    question: 'The shipping code leaks 30 MB a second. Which process does the kernel kill?',
    watch: 'The memory of the pod, and which container is killed.',
    answer:
      'With a limit of its own the shipper is killed at 100 MB, three times, and no order fails; 102 lines go with its memory. Without limits the pod’s budget fills, and the kernel kills the process that holds most. That is the application: 84 % of all orders succeed instead of 94 %, and the leak goes on. In one process there is nobody else to kill.',
    on: true,
    seed: 19,
    settings: { ...SHORT },
    actions: [{ kind: 'set', setting: 'ship.leakKbPerS', value: 30_000, atUs: seconds(4), forUs: seconds(14) }],
    untilUs: seconds(26),
    goals: ['answered', 'up', 'loss', 'overhead'],
  },
  {
    id: 'lost-acks',
    title: 'Stored, but nobody said so',
    question:
      'A collector stores what it gets, and its answers get lost. What does the shipper do, and what does the platform get?',
    watch: 'Chunks that are sent a second time, and where to.',
    answer:
      'A timeout is no refusal. The chunk goes to the other collector, which stores it too: 135 lines are there twice, none is missing (186 in the application). A collector recognises a chunk by its id, but only its own. At least once is what retries can promise; whoever brings the collectors’ data together makes it once, by order and line.',
    on: true,
    seed: 23,
    settings: { ...SHORT, 'app.inAppShipping': 'queue' },
    actions: [{ kind: 'mode', node: 'collector-a', mode: 'forgetful', atUs: seconds(4), forUs: seconds(8) }],
    untilUs: seconds(24),
    goals: ['copies', 'loss', 'answered', 'p99'],
  },
  {
    id: 'bad-config',
    title: 'Bad configuration, then silence',
    question: 'Hosts that do not exist are published, and then the control plane is cut off. Do orders still get paid?',
    watch: 'What the proxy answers to the new version, and which version it uses.',
    answer:
      'The proxy knows no such host. It answers NACK, names the version that it keeps, and goes on: 80 of 80 orders succeed between 5 and 12 s, and cutting off the control plane changes nothing. On the new stream after the cut the nonce is gone, the version is not, and the bad one is refused again. But what it keeps is kept in memory: replace the pod at 8.5 s, and the new proxy has nothing to go back to; its application runs at 15 s, after good hosts were published. An application that polls takes what it gets: none of 79 succeeds.',
    on: true,
    seed: 29,
    settings: { ...SHORT },
    actions: [
      { kind: 'command', node: 'control-plane', command: 'pushBadHosts', atUs: seconds(4) },
      {
        kind: 'partition',
        groups: [['control-plane'], ['app', 'proxy', 'watcher']],
        atUs: seconds(8),
        forUs: seconds(5),
      },
      { kind: 'command', node: 'control-plane', command: 'pushGoodHosts', atUs: ms(14_000) },
    ],
    untilUs: seconds(20),
    goals: ['answered', 'p99', 'loss'],
  },
  {
    id: 'two-pods',
    title: 'One pod falls, two get bad news',
    question:
      'Two pods, alike. Bad configuration reaches both from 4 s on, and from 10 to 16 s the first one is gone. What does the second save?',
    watch: 'Both houses: what their proxies answer at 4 s, and which rooms are dark from 10 s on.',
    answer:
      'It saves what strikes one of them. A pod dies as a whole, and the other serves: from 10 to 17 s 64 of 71 orders succeed; with one pod it is 1. It does not save what strikes both, and configuration reaches all copies at once. Off, both applications use what they poll, and 1 of 46 orders succeeds between 4 and 8 s. On, each proxy and each watcher refuses it for itself, and all 45 succeed. What stands beside the application is paid for in each pod: 95 MB, twice.',
    on: true,
    seed: 37,
    settings: { ...SHORT, 'scene.pods': 'two', 'kubelet.routeReady': true },
    actions: [
      { kind: 'command', node: 'control-plane', command: 'pushBadHosts', atUs: seconds(4) },
      { kind: 'command', node: 'control-plane', command: 'pushBadLevel', atUs: seconds(5) },
      { kind: 'command', node: 'control-plane', command: 'pushGoodHosts', atUs: seconds(8) },
      { kind: 'killPod', pod: 'checkout-pod', atUs: seconds(10), forUs: seconds(6) },
    ],
    untilUs: seconds(24),
    goals: ['answered', 'p99', 'loss', 'overhead'],
  },
];
