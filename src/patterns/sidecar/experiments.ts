import { ms, seconds } from '../../kernel/time.ts';
import type { Action } from '../../kernel/action.ts';
import type { Experiment } from '../../pattern-kit/pattern.ts';

/** Waits that a run of half a minute can show; the trusted defaults are ten times as long. */
const SHORT: Experiment['settings'] = {
  'ship.backoffBaseMs': 500,
  'ship.backoffCapMs': 4_000,
  'kubelet.backoffMs': 1_000,
  'kubelet.probeMs': 2_000,
  'kubelet.graceMs': 10_000,
  'ship.retryLimit': 0,
};

/** Both collectors take what comes and answer nothing: a minute of outage, scaled to twenty seconds. */
const OUTAGE: Action = { kind: 'mode', node: '@role:collector', mode: 'hang', atUs: seconds(4), forUs: seconds(20) };

export const experiments: readonly Experiment[] = [
  {
    id: 'outage',
    title: 'The collectors are away',
    question: 'Nobody takes logs for twenty seconds. What do customers feel, and what is lost?',
    watch: 'The rooms of the pod: where lines wait, and whether orders wait with them.',
    answer:
      'In the application each order waits a second for its log: between 4 and 24 s 48 of 194 succeed, and 441 lines are lost all the same. A queue only moves the cliff: 55 % of all orders instead of 60 %. With the shipper 211 of 211 succeed, and 1,125 of 1,134 lines are stored at the end. But with one retry, the default, 561 are dropped from a nearly empty buffer.',
    on: true,
    seed: 7,
    settings: { ...SHORT, 'app.inAppShipping': 'sync', 'shipper.storage': 'filesystem', 'shipper.storageKb': 1_000 },
    actions: [OUTAGE],
    untilUs: seconds(40),
    goals: ['answered', 'p99', 'stored', 'drops'],
  },
  {
    id: 'memory',
    title: 'A buffer in memory',
    question: 'The same outage with a buffer of 150 kB in memory. Where do lines go when it is full?',
    watch: 'The shipper’s input, then the oldest log file.',
    answer:
      'At 8.0 s the buffer is full and the input paused. Rotation asks nobody: 336 lines go with deleted files, and all 211 orders of the outage succeed. In the application a queue of that size fills, and orders wait: 47 of 211 succeed, no line is lost. You choose what gives way.',
    on: true,
    seed: 7,
    settings: { ...SHORT, 'shipper.memBufKb': 150, 'volume.rotateKb': 60, 'volume.keepFiles': 4, 'app.queueKb': 150 },
    actions: [OUTAGE],
    untilUs: seconds(40),
    goals: ['answered', 'p99', 'stored', 'drops'],
  },
  {
    id: 'shutdown',
    title: 'Who stops first',
    question: 'The pod is replaced. Are the last lines delivered, and do the last orders succeed?',
    watch: 'After 8 s: who gets SIGTERM, and when.',
    answer:
      'The application exits at 9.5 s, then shipper, watcher, proxy. Nothing is lost. Without native sidecars the proxy is gone at 8.2 s: the last orders fail, and 33 lines go with the volume. One process has no order to get wrong: it refuses 16 orders while it restarts, the pod 18.',
    on: true,
    seed: 11,
    settings: { ...SHORT },
    actions: [{ kind: 'command', node: 'kubelet', command: 'deletePod', atUs: seconds(8) }],
    untilUs: seconds(20),
    goals: ['answered', 'stored', 'drops'],
  },
  {
    id: 'startup',
    title: 'Who starts first',
    question: 'All containers start at the same moment. What becomes of the first call of the application?',
    watch: 'The application and the proxy in the first four seconds.',
    answer:
      'The proxy runs at 2.5 s. By then the first call has failed twice, and CrashLoopBackOff holds the application until 12.2 s: 39 % of the orders are placed. With native sidecars it runs at 3.5 s: 85 %.',
    on: true,
    seed: 5,
    settings: {
      ...SHORT,
      'kubelet.nativeSidecars': false,
      'proxy.startMs': 2_500,
      'kubelet.backoffMs': 10_000,
    },
    actions: [],
    untilUs: seconds(20),
    goals: ['up', 'answered', 'stored'],
  },
  {
    id: 'crash-loop',
    title: 'The shipping code crashes',
    question: 'A bug ends the shipping process at every third chunk. Who dies with it, and which lines?',
    watch: 'Which container restarts, and what is dropped.',
    answer:
      'In the application it ends the application, three times: 65 of 237 orders fail between 4 and 24 s. As a sidecar none fails, but 114 lines are lost: their offset was saved, and they were only in memory. On the filesystem none is. Without the database 165 more are skipped, or, read from the head, 243 stored twice.',
    on: true,
    seed: 13,
    settings: { ...SHORT },
    actions: [{ kind: 'set', setting: 'ship.crashEvery', value: 3, atUs: seconds(4), forUs: seconds(12) }],
    untilUs: seconds(34),
    goals: ['answered', 'stored', 'copies', 'up', 'drops'],
  },
  {
    id: 'noisy',
    title: 'A noisy neighbour in the house',
    question: 'Parsing a line becomes 100 times as expensive. Who pays?',
    watch: 'The CPU of the pod, and how long orders take.',
    answer:
      'Lines want 600m of CPU and orders 550m, of 1,000m. In one process the 99th percentile is 2.3 s. A sidecar without limits takes half: 1.3 s. With limits it gets 200m: lines come late, orders take 0.5 s, nothing is lost.',
    on: true,
    seed: 17,
    settings: { ...SHORT, 'app.cpuMs': 55 },
    actions: [{ kind: 'set', setting: 'ship.cpuUsPerLine', value: 20_000, atUs: seconds(4), forUs: seconds(14) }],
    untilUs: seconds(30),
    goals: ['p99', 'answered', 'stored', 'lag'],
  },
  {
    id: 'leak',
    title: 'A leak, and who is killed for it',
    question: 'The shipping code leaks 30 MB a second. Which process does the kernel kill?',
    watch: 'The memory of the pod.',
    answer:
      'With a limit of its own the shipper is killed, three times; no order fails, 102 lines go with its memory. Without limits the pod’s budget fills, and the kernel kills what holds most, the application: 84 % of all orders succeed instead of 94 %.',
    on: true,
    seed: 19,
    settings: { ...SHORT },
    actions: [{ kind: 'set', setting: 'ship.leakKbPerS', value: 30_000, atUs: seconds(4), forUs: seconds(14) }],
    untilUs: seconds(26),
    goals: ['answered', 'up', 'stored', 'drops'],
  },
  {
    id: 'bad-config',
    title: 'Bad configuration, then silence',
    question: 'Bad hosts are published, then the control plane is cut off. Do orders still get paid?',
    watch: 'What the proxy answers, and which version it uses.',
    answer:
      'The proxy answers NACK, keeps its version, and goes on: 80 of 80 orders succeed between 5 and 12 s, cut off or not. On the new stream the nonce is gone, the version is not. An application that polls takes what it gets: none of 79 succeeds.',
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
    goals: ['answered', 'p99', 'stored'],
  },
];
