import { ms, seconds } from '../../kernel/time.ts';
import type { LessonStep, LessonView } from '../../pattern-kit/pattern.ts';
import { droppedFor, ended, firstMove, inSeconds, moves, notes, okPct, slowestMs } from './figures.ts';
import { WORK_DONE } from './programs/container.ts';

const option = (id: string, text: string) => ({ id, text });

const deletedAt = (events: LessonView['events']): number =>
  notes(events, 'kubelet', 'pod deletion')[0] ?? seconds(3_600);
const exitOf = (events: LessonView['events'], node: string): number =>
  firstMove(events, node, 'WAITING', deletedAt(events))?.atUs ?? -1;

/** The application runs again after it was killed. */
const backAt = (events: LessonView['events']): number =>
  firstMove(events, 'app', 'RUNNING', seconds(10))?.atUs ?? seconds(3_600);

/** The house: who comes first, who leaves last, and who eats the others' share. */
export const thePod: readonly LessonStep[] = [
  {
    id: 'last-out',
    title: 'Who leaves last?',
    prose:
      'At 8.0 s the pod is replaced. The kubelet knows native sidecars: application, proxy, watcher and shipper were started in the order **proxy, watcher, shipper, application**. On SIGTERM the application still takes orders for 1.5 s, because load balancers are slow to learn.',
    scenario: { preset: 'shutdown', on: true },
    stopUs: seconds(13),
    predict: {
      question: 'Which process of the old pod is the last to exit?',
      options: [option('app', 'The application'), option('shipper', 'The log shipper'), option('proxy', 'The proxy')],
      judge: ({ events }) =>
        ['app', 'shipper', 'proxy'].reduce((last, node) => (exitOf(events, node) > exitOf(events, last) ? node : last)),
      reveal: ({ events }) =>
        `The application exits at ${inSeconds(exitOf(events, 'app'))}, then the others in reverse: the shipper at ${inSeconds(exitOf(events, 'shipper'))}, the proxy at ${inSeconds(exitOf(events, 'proxy'))}. Lines lost with the volume: ${droppedFor(events, 'volume deleted')}.`,
    },
    goal: {
      text: 'See the pod deleted, and no line with it.',
      reached: ({ events }) =>
        notes(events, 'kubelet', 'pod deleted').length > 0 && droppedFor(events, 'volume deleted') === 0,
    },
    solution: { runUntilUs: seconds(13) },
    hints: ['The board shows the life of each container on one line.', 'Run to 13 s.'],
  },
  {
    id: 'wrong-order',
    title: 'Your turn: lose the last lines',
    prose:
      'Before Kubernetes 1.29 a sidecar was an ordinary container: SIGTERM went to **all at once**. Go back to that time with one dial, and see what the last lines of the application are written for.',
    scenario: { preset: 'shutdown', on: true },
    goal: {
      text: 'Lines are deleted with the volume, and orders fail while the pod stops.',
      reached: ({ events }) =>
        droppedFor(events, 'volume deleted') > 0 &&
        ended(events, seconds(8), seconds(10)).some((each) => each.outcome === 'fail'),
    },
    solution: { settings: { 'kubelet.nativeSidecars': false }, runUntilUs: seconds(13) },
    hints: ['It is a dial of the kubelet.', 'Native sidecars: off.'],
  },
  {
    id: 'first-call',
    title: 'The first call',
    prose:
      'All containers start **at once**. The application needs 0.6 s to come up, and makes a first call through its proxy. The proxy needs 2.5 s. An application whose first call fails exits, and the kubelet restarts it: the first time at once, then with a backoff of 10 s.',
    scenario: { preset: 'startup', on: true },
    stopUs: seconds(15),
    predict: {
      question: 'When does the application run?',
      options: [
        option('soon', 'Before 2 s'),
        option('proxy', 'As soon as the proxy runs, before 5 s'),
        option('late', 'After 10 s'),
      ],
      judge({ events }) {
        const atUs = firstMove(events, 'app', 'RUNNING')?.atUs ?? seconds(15);
        if (atUs < seconds(2)) return 'soon';
        return atUs < seconds(5) ? 'proxy' : 'late';
      },
      reveal({ events }) {
        const proxy = firstMove(events, 'proxy', 'RUNNING');
        const app = firstMove(events, 'app', 'RUNNING');
        return `The proxy runs at ${inSeconds(proxy?.atUs ?? 0)}, the application at ${app ? inSeconds(app.atUs) : 'no time before 15 s'}. It failed twice by then, and CrashLoopBackOff had already begun. With native sidecars it starts after the proxy, and runs at once.`;
      },
    },
    goal: {
      text: 'See the application back off while its proxy is well.',
      reached: ({ events }) =>
        notes(events, 'kubelet', 'CrashLoopBackOff').length > 0 && firstMove(events, 'proxy', 'RUNNING') !== undefined,
    },
    solution: { runUntilUs: seconds(15) },
    hints: ['Watch the lanes of application and proxy.', 'Run to 15 s.'],
  },
  {
    id: 'alive',
    title: 'Alive, or able?',
    prose:
      'Payments cannot be made from 6 to **16 s**. The **liveness probe** of the application asks for just that, every 2 s: after three failures in a row the application is killed. Each new process makes a first call, and exits if that fails.',
    scenario: { preset: 'restart-loop', on: true },
    stopUs: seconds(24),
    predict: {
      question: 'Payments work again at 16 s. When does the application run again?',
      options: [
        option('through', 'It has run all the time'),
        option('soon', 'Within two seconds'),
        option('late', 'After 20 s'),
      ],
      judge({ events }) {
        if (notes(events, 'kubelet', 'liveness probe failed').length === 0) return 'through';
        return backAt(events) < seconds(18) ? 'soon' : 'late';
      },
      reveal: ({ events }) =>
        `At ${inSeconds(backAt(events))}. It was killed at ${inSeconds(notes(events, 'kubelet', 'liveness probe failed')[0] ?? 0)}, and restarting it mended nothing: CrashLoopBackOff held it when payments were long well. Liveness asks: would a restart help? What others can do for it is a question for readiness.`,
    },
    goal: {
      text: 'See the probe kill the application, and the application come back.',
      reached: ({ events }) =>
        notes(events, 'kubelet', 'liveness probe failed').length > 0 && backAt(events) < seconds(24),
    },
    solution: { runUntilUs: seconds(24) },
    hints: ['Watch the lane of the application.', 'Run to 24 s.'],
  },
  {
    id: 'storm',
    title: 'And with a second pod?',
    prose:
      'The same question asked by the same probe, but now there are **two pods** on two hosts, and orders go to whichever is ready. Payments cannot be made from 6 to **16 s**.',
    scenario: { preset: 'storm', on: true },
    stopUs: seconds(24),
    predict: {
      question: 'How many of the two applications run at 20 s, four seconds after payments are back?',
      options: [option('both', 'Both'), option('one', 'One of them'), option('none', 'None')],
      judge({ events }) {
        const running = ['app', 'app-2'].filter(
          (app) => moves(events, app).findLast((move) => move.atUs <= seconds(20))?.to === 'RUNNING',
        ).length;
        return running === 2 ? 'both' : running === 1 ? 'one' : 'none';
      },
      reveal: ({ events }) =>
        `They got SIGTERM at ${['kubelet', 'kubelet-2'].map((node) => inSeconds(notes(events, node, 'liveness probe failed')[0] ?? 0)).join(' and ')}, and run again at ${['app', 'app-2'].map((app) => inSeconds(firstMove(events, app, 'RUNNING', seconds(10))?.atUs ?? 0)).join(' and ')}. Copies save you from what strikes one of them. A probe that asks for what all of them share strikes all: a restart storm.`,
    },
    goal: {
      text: 'See both applications killed, and both come back.',
      reached: ({ events }) =>
        ['app', 'app-2'].every((app) => firstMove(events, app, 'RUNNING', seconds(12)) !== undefined) &&
        ['kubelet', 'kubelet-2'].every((node) => notes(events, node, 'liveness probe failed').length > 0),
    },
    solution: { runUntilUs: seconds(24) },
    hints: ['Two houses stand on the board.', 'Run to 24 s.'],
  },
  {
    id: 'neighbour',
    title: 'A noisy neighbour',
    prose:
      'From 4.0 s on parsing a line costs a hundred times as much. With **requests and limits** the shipper never gets more than a fifth of a CPU: lines come late, orders do not. Take the limits away, and see whose problem it becomes.',
    scenario: { preset: 'noisy', on: true },
    goal: {
      text: 'An order takes more than a second while the shipper is busy.',
      reached: ({ events }) => slowestMs(ended(events, seconds(4), seconds(18))) > 1_000,
    },
    solution: { settings: { 'pod.limits': false }, runUntilUs: seconds(18) },
    hints: ['It is a switch of the pod.', 'Requests and limits: off. Then all containers weigh the same.'],
  },
  {
    id: 'nack',
    title: 'Hosts that do not exist',
    prose:
      'At 4.0 s somebody publishes hosts that do not exist. The proxy subscribes to them over a stream: each response has a **version** and a **nonce**, and is answered with an ACK or a NACK. At 8.0 s the control plane is cut off as well.',
    scenario: { preset: 'bad-config', on: true },
    stopUs: seconds(12),
    predict: {
      question: 'How many orders succeed between 5 and 12 s?',
      options: [
        option('none', 'None: the hosts are wrong'),
        option('until', 'Most until 8 s, then none'),
        option('all', 'All, or nearly all'),
      ],
      judge({ events }) {
        if (okPct(ended(events, ms(8_500), seconds(12))) < 50)
          return okPct(ended(events, seconds(5), seconds(8))) < 50 ? 'none' : 'until';
        return 'all';
      },
      reveal: ({ events }) =>
        `${okPct(ended(events, seconds(5), seconds(12)))} %. The proxy answers NACK and keeps the version that it accepted last. The control plane is needed for news, not for traffic. Without the proxy the application takes what it polls: switch sides and see.`,
    },
    goal: {
      text: 'See the NACK, and orders paid after it.',
      reached: ({ events }) => {
        const refused = notes(events, 'control-plane', 'NACK')[0];
        return refused !== undefined && notes(events, 'proxy', 'routed', refused + seconds(2)).length > 10;
      },
    },
    solution: { runUntilUs: seconds(12) },
    hints: ['The triangles between proxy and control plane are their conversation.', 'Run to 12 s.'],
  },
  {
    id: 'no-end',
    title: 'Your turn: a Job that never ends',
    prose:
      'Now a **Job** places 120 orders. When none has come for two seconds the application exits with **0**, and is not started again. The kubelet stops its sidecars as well, and the Job is complete. For years it was not so: keep this one from ending with one dial.',
    scenario: { preset: 'job', on: true },
    goal: {
      text: 'The application has done its work, and ten seconds later the Job is not complete.',
      reached({ events, timeUs }) {
        const done = moves(events, 'app').find((move) => move.why === WORK_DONE);
        return (
          done !== undefined &&
          timeUs >= done.atUs + seconds(10) &&
          firstMove(events, 'kubelet', 'SUCCEEDED') === undefined
        );
      },
    },
    solution: { settings: { 'kubelet.nativeSidecars': false }, runUntilUs: seconds(26) },
    hints: ['A sidecar that is an ordinary container has work for ever.', 'Native sidecars: off. Then run to 26 s.'],
  },
];
