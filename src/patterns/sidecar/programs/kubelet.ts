import { program, type DiskImage, type TimedOut } from '../../../kernel/program.ts';
import { ms, seconds } from '../../../kernel/time.ts';
import type { Msg, ProbeKind } from '../messages.ts';
import { partOf } from '../pods.ts';
import { WORK_DONE, type Node, type Phase } from './container.ts';
import { dial, LIVENESS, specOf, unknown, type Deletion, type KubeletState, type Watched } from './kubelet-state.ts';
import { account, STATS_US } from './pod-stats.ts';

/** Kubernetes timeoutSeconds, default 1. */
const PROBE_TIMEOUT_US = seconds(1);

// ——— Starting

/** "Sidecar containers": in list order; the next one starts when the startup probe of the one before has passed. */
function startNext(node: Node, state: KubeletState, inOrder: boolean): void {
  const { containers } = specOf(node);
  for (const name of containers) {
    const watched = state.containers[name]!;
    const isDone = partOf(name) === 'app' && state.job !== '';
    const due = watched.phase === 'WAITING' && !isDone && node.monotonic() >= watched.notBeforeUs;
    if (due) {
      node.send(name, { type: 'Start', fresh: watched.fresh });
      watched.phase = 'STARTING';
      watched.startedUs = node.monotonic();
    }
    if (inOrder && !watched.started) return;
  }
}

/** "Container restart policy": at once the first time, then 10 s, 20 s, 40 s, … at most 5 min; ten good minutes are a new beginning. */
function backOff(node: Node, watched: Watched, name: string, reason: string): void {
  if (node.monotonic() - watched.startedUs > ms(dial(node, 'kubelet.forgivenMs'))) watched.restarts = 0;
  watched.restarts += 1;
  let waitMs = watched.restarts === 1 ? 0 : dial(node, 'kubelet.backoffMs');
  for (let i = 2; i < watched.restarts && waitMs < dial(node, 'kubelet.backoffCapMs'); i += 1) waitMs *= 2;
  waitMs = Math.min(waitMs, dial(node, 'kubelet.backoffCapMs'));
  watched.notBeforeUs = node.monotonic() + ms(waitMs);
  node.note(
    waitMs > 0 ? 'CrashLoopBackOff' : 'container restarted',
    `${name}: ${reason}; it is started again in ${waitMs} ms`,
    { container: name },
  );
}

// ——— Stopping

const isGone = (watched: Watched): boolean => watched.phase === 'WAITING';

function tell(node: Node, deletion: Deletion, name: string, graceLeft: boolean): void {
  const told = deletion.told[name];
  if (told === undefined) {
    deletion.told[name] = 'SIGTERM';
    node.send(name, { type: 'Sigterm', reason: '' });
  }
  if (!graceLeft) {
    // Said again until the runtime reports the exit.
    deletion.told[name] = 'SIGKILL';
    node.send(name, { type: 'Sigkill', reason: 'grace period is over' });
  }
}

/**
 * "Termination of Pods" and "Sidecar containers": the application first and completely, then sidecars
 * in reverse. What is left of the grace period is theirs; where nothing is, SIGKILL follows at once.
 */
function stopNext(node: Node, state: KubeletState, inOrder: boolean): void {
  const deletion = state.deletion!;
  const graceLeft = node.monotonic() - deletion.sinceUs < ms(dial(node, 'kubelet.graceMs'));
  for (const name of specOf(node).containers.toReversed()) {
    if (isGone(state.containers[name]!)) continue;
    tell(node, deletion, name, graceLeft);
    if (inOrder) return;
  }
  if (!Object.values(state.containers).every(isGone)) return;
  if (state.job === '') removePod(node, state);
  else state.deletion = null;
}

// ——— Jobs

/** "Jobs": exit code 0 is the end of the work; whoever has done it is not started again. */
function finishWork(node: Node, state: KubeletState): void {
  state.job = 'done';
  node.disk.set('job', true);
  node.disk.sync('saved');
  node.note('container completed', 'the application has done its work: it is not started again');
}

/**
 * "Sidecar containers": they do not keep a Job from completing, but are stopped when all others have
 * completed. An ordinary container beside the application is one of the others.
 */
function endJob(node: Node, state: KubeletState, inOrder: boolean): void {
  if (state.job !== 'done' || state.deletion) return;
  if (Object.values(state.containers).every(isGone)) {
    state.job = 'complete';
    node.note('job completed', 'all containers have exited: the pod has succeeded');
  } else if (inOrder) state.deletion = { sinceUs: node.monotonic(), told: {} };
}

function removePod(node: Node, state: KubeletState): void {
  const { volume, containers } = specOf(node);
  if (volume) node.send(volume, { type: 'Wipe' });
  state.deletion = null;
  state.pod += 1;
  node.disk.delete('deletion');
  node.note('pod deleted', 'all containers have exited; the pod and its volume are gone', {});
  for (const name of containers) state.containers[name] = { ...unknown(), phase: 'WAITING', fresh: true };
  node.become('PENDING', 'the next pod is scheduled');
}

// ——— Both

/** Whether containers start and stop one after the other. */
export type Orderly = (node: Node, state: KubeletState) => boolean;
export const native: Orderly = (node) => node.settings['kubelet.nativeSidecars'] === true;

function reconcile(node: Node, state: KubeletState, orderly: Orderly): void {
  const inOrder = orderly(node, state);
  endJob(node, state, inOrder);
  if (state.job !== 'complete') (state.deletion ? stopNext : startNext)(node, state, inOrder);
  endJob(node, state, inOrder);
  const all = Object.values(state.containers);
  const phase =
    state.job === 'complete'
      ? 'SUCCEEDED'
      : state.deletion
        ? 'TERMINATING'
        : all.every((each) => each.phase === 'RUNNING' && each.ready)
          ? 'READY'
          : all.every((each) => each.started)
            ? 'NOT_READY'
            : 'INIT';
  node.become(phase, REASONS[phase]);
  const isReady = phase === 'READY';
  if (isReady === state.toldReady) return;
  state.toldReady = isReady;
  node.send('customers', { type: 'PodReady', ready: isReady });
}

const REASONS = {
  SUCCEEDED: 'all containers have completed',
  TERMINATING: 'containers are told to stop',
  READY: 'every container is ready',
  NOT_READY: 'a container has ended, or is not ready',
  INIT: 'containers start in their order',
} as const;

/** "Configure Liveness, Readiness and Startup Probes": each kind has a period and a threshold of its own. */
function probe(node: Node, name: string, kind: ProbeKind): void {
  node.request(name, { type: 'Probe', probe: kind }, { timeoutUs: PROBE_TIMEOUT_US, tag: kind, data: name });
}

/**
 * Liveness: after so many failed probes in a row the container is killed, and restarted. It is told to
 * stop first, and has the grace period for it, like everybody who is killed by the kubelet.
 */
function countLiveness(node: Node, watched: Watched, name: string, ok: boolean): void {
  watched.failedProbes = ok ? 0 : watched.failedProbes + 1;
  if (watched.failedProbes < dial(node, 'kubelet.probeFailures') || watched.killedUs >= 0) return;
  watched.failedProbes = 0;
  watched.killedUs = node.monotonic();
  node.note('liveness probe failed', `${name} fails its probe: it is stopped, and started again`, { container: name });
  node.send(name, { type: 'Sigterm', reason: LIVENESS });
}

/** Who was told to stop and has not: said again until the runtime reports the exit. */
function killTheLate(node: Node, state: KubeletState): void {
  const graceUs = ms(dial(node, 'kubelet.graceMs'));
  for (const [name, { killedUs }] of Object.entries(state.containers))
    if (killedUs >= 0 && node.monotonic() - killedUs >= graceUs)
      node.send(name, { type: 'Sigkill', reason: 'grace period is over' });
}

function boot(node: Node, disk: DiskImage): KubeletState {
  const { containers } = specOf(node);
  const deletion = disk['deletion'] as Deletion | undefined;
  node.setTimer('account', ms(50));
  node.setTimer('probe', ms(dial(node, 'kubelet.probeMs')));
  node.setTimer('ready', ms(dial(node, 'kubelet.readyMs')));
  node.become('PENDING', 'the pod is scheduled');
  return {
    containers: Object.fromEntries(containers.map((name) => [name, unknown()])),
    deletion: deletion ? { ...deletion, told: {} } : null,
    job: disk['job'] === true ? 'done' : '',
    pod: 1,
    toldReady: false,
    cpuMilli: {},
    overhead: { milli: -1, mb: -1 },
  };
}

/** Readiness: after so many failed probes the pod gets no traffic, until one passes. Nothing is killed for it. */
function countReadiness(node: Node, watched: Watched, name: string, ok: boolean): void {
  watched.failedReady = ok ? 0 : watched.failedReady + 1;
  if (ok === watched.ready || (!ok && watched.failedReady < dial(node, 'kubelet.readyFailures'))) return;
  watched.ready = ok;
  node.note(
    ok ? 'readiness probe passed' : 'readiness probe failed',
    ok ? `${name} is ready` : `${name} is not ready, and so is the pod`,
    { container: name },
  );
}

const passed = (reply: Msg | TimedOut): boolean => reply.type === 'ProbeResult' && reply.ok;

/** The kubelet of the host: keeps the pod as its specification says. It stands outside of the pod. */
export const kubeletWith = (orderly: Orderly) =>
  program<KubeletState, Msg>({
    start: (node) => {
      const state = boot(node, {});
      for (const watched of Object.values(state.containers)) Object.assign(watched, { phase: 'WAITING', fresh: true });
      reconcile(node, state, orderly);
      return state;
    },
    restart: boot,
    on: {
      Started(node, state, _message, { from }) {
        const watched = state.containers[from]!;
        watched.phase = 'RUNNING';
        watched.started = true;
        watched.ready = false;
        watched.failedProbes = watched.failedReady = 0;
        watched.fresh = false;
        node.note('startup probe passed', `${from} is started`, { container: from });
        probe(node, from, 'readiness');
        reconcile(node, state, orderly);
      },
      Exited(node, state, { reason }, { from }) {
        const watched = state.containers[from]!;
        watched.phase = 'WAITING';
        watched.killedUs = -1;
        if (partOf(from) === 'app' && reason === WORK_DONE) finishWork(node, state);
        else if (!state.deletion) backOff(node, watched, from, reason);
        reconcile(node, state, orderly);
      },
    },
    replies: {
      usage(node, state, reply: Msg | TimedOut, { name }: { readonly name: string }) {
        const watched = state.containers[name]!;
        if (reply.type !== 'Usage') return;
        const heard = reply.phase as Phase;
        if (heard === 'RUNNING') watched.started = true;
        // Just started itself, it believes what runs to be ready until a probe says otherwise.
        if (watched.phase === 'UNKNOWN') watched.ready = heard === 'RUNNING';
        // A start that is still on its way is not undone by an older answer.
        if (!(watched.phase === 'STARTING' && heard === 'WAITING' && node.monotonic() - watched.startedUs < seconds(1)))
          watched.phase = heard;
        watched.demandMilli = reply.demandMilli;
        watched.memoryKb = reply.memoryKb;
      },
      liveness(node, state, reply: Msg | TimedOut, name: string) {
        const watched = state.containers[name]!;
        if (watched.phase === 'RUNNING' && !state.deletion) countLiveness(node, watched, name, passed(reply));
      },
      readiness(node, state, reply: Msg | TimedOut, name: string) {
        const watched = state.containers[name]!;
        if (watched.phase !== 'RUNNING' || state.deletion) return;
        countReadiness(node, watched, name, passed(reply));
        reconcile(node, state, orderly);
      },
    },
    timers: {
      account(node, state) {
        account(node, state);
        killTheLate(node, state);
        reconcile(node, state, orderly);
        node.setTimer('account', STATS_US);
      },
      probe(node) {
        for (const name of specOf(node).containers) probe(node, name, 'liveness');
        node.setTimer('probe', ms(dial(node, 'kubelet.probeMs')));
      },
      ready(node) {
        for (const name of specOf(node).containers) probe(node, name, 'readiness');
        node.setTimer('ready', ms(dial(node, 'kubelet.readyMs')));
      },
    },
    commands: {
      deletePod(node, state) {
        if (state.deletion || state.job !== '') return;
        state.deletion = { sinceUs: node.monotonic(), told: {} };
        node.disk.set('deletion', state.deletion);
        node.disk.sync('saved');
        node.note('pod deletion', 'the pod is to be replaced: the grace period begins', {});
        reconcile(node, state, orderly);
      },
    },
    disk: { saved() {} },
  });

export const kubelet = kubeletWith(native);
