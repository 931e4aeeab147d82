import type { Json } from '../../../kernel/json.ts';
import type { Call, NodeContext, Program } from '../../../kernel/program.ts';
import { ms, type Us } from '../../../kernel/time.ts';
import type { Msg, Probe, ProbeKind, Sigkill, Start } from '../messages.ts';
import { beside } from '../pods.ts';

export type Node = NodeContext<Msg>;

/** WAITING: there is no process. STOPPING: it has got SIGTERM and finishes what it has. */
export type Phase = 'WAITING' | 'STARTING' | 'RUNNING' | 'STOPPING';

/** Why the application of a Job exits: the kubelet does not start it again. */
export const WORK_DONE = 'the work is done';

/** What every container has: a process that comes and goes, and a part of the pod's CPU. */
export interface Box {
  phase: Phase;
  /** Counts processes: work and answers of an earlier one are not for this one. */
  life: number;
  /** What the node gives it, in thousandths of a CPU. */
  cpuMilli: number;
  /** When the CPU has done all it was given (steady clock). */
  freeUs: Us;
  /** CPU asked for since the last count. */
  askedUs: Us;
  countedUs: Us;
  /** Memory that its shipping code has lost track of. */
  leakedKb: number;
}

export interface Contained {
  box: Box;
}

/** What makes one container differ from another. */
interface Container<S extends Contained> {
  /** The process begins; ends with `started`, at once or when it is ready to be used. */
  boot(node: Node, state: S, fresh: boolean): void;
  /** SIGTERM: ends with `exit`, unless SIGKILL is faster. */
  drain(node: Node, state: S): void;
  /** The process is gone, and everything that was only in its memory. */
  forget(node: Node, state: S): void;
  memoryKb(node: Node, state: S): number;
  /** What a probe asks for besides a process that answers; absent: nothing. `later`: somebody else has to be asked. */
  check?(node: Node, state: S, probe: ProbeKind, call: Call): boolean | 'later';
  /** How long the process takes to come up. */
  startMs(node: Node): number;
  /** Whether the shipping code, with its faults, runs in this process. */
  ships(node: Node): boolean;
}

export function emptyBox(node: Node): Box {
  node.become('WAITING', 'no process yet');
  return {
    phase: 'WAITING',
    life: 0,
    cpuMilli: 1_000,
    freeUs: 0,
    askedUs: 0,
    countedUs: node.monotonic(),
    leakedKb: 0,
  };
}

/** The kernel has restarted the node: the process died, and the container runtime reports it. */
export function afterCrash(node: Node): Box {
  node.send(beside(node.id, 'kubelet'), { type: 'Exited', code: 137, reason: 'crashed' });
  return emptyBox(node);
}

export function move(node: Node, box: Box, phase: Phase, why: string): void {
  box.phase = phase;
  node.become(phase, why);
}

/** The startup probe passes. */
export function started(node: Node, state: Contained): void {
  move(node, state.box, 'RUNNING', 'startup probe passed');
  node.send(beside(node.id, 'kubelet'), { type: 'Started' });
}

/** Something that needs the CPU: done one after the other, at the speed that the node gives. */
export function compute(node: Node, box: Box, tag: string, cpuUs: Us, data: Json): void {
  const nowUs = node.monotonic();
  box.freeUs = Math.max(nowUs, box.freeUs) + Math.ceil((cpuUs * 1_000) / box.cpuMilli);
  box.askedUs += cpuUs;
  node.work(tag, box.freeUs - nowUs, data);
}

/** Memory goes, the process goes, the kubelet learns it. */
export function exitWith<S extends Contained>(forget: (node: Node, state: S) => void) {
  return (node: Node, state: S, code: number, reason: string): void => {
    forget(node, state);
    Object.assign(state.box, { freeUs: 0, askedUs: 0, leakedKb: 0 });
    state.box.life += 1;
    move(node, state.box, 'WAITING', reason);
    node.send(beside(node.id, 'kubelet'), { type: 'Exited', code, reason });
  };
}

/** CPU that it would use if it could, over the time since the last count. */
function countDemand(node: Node, box: Box): number {
  const nowUs = node.monotonic();
  const spanUs = Math.max(1, nowUs - box.countedUs);
  const backlogUs = Math.floor((Math.max(0, box.freeUs - nowUs) * box.cpuMilli) / 1_000);
  const milli = Math.ceil(((box.askedUs + backlogUs) * 1_000) / spanUs);
  box.askedUs = 0;
  box.countedUs = nowUs;
  return milli;
}

function leak(node: Node, box: Box, ships: boolean): void {
  const perSecondKb = ships && box.phase !== 'WAITING' ? Number(node.settings['ship.leakKbPerS']) : 0;
  box.leakedKb += Math.floor((perSecondKb * (node.monotonic() - box.countedUs)) / 1_000_000);
}

/** The kubelet's side of a container: Kubernetes, "Pod lifecycle" and "Sidecar containers". */
export function lifecycle<S extends Contained>(
  container: Container<S>,
): Required<Pick<Program<S, Msg>, 'on' | 'work'>> {
  const exit = exitWith(container.forget);
  return {
    on: {
      Start(node: Node, state: S, { fresh }: Start) {
        if (state.box.phase !== 'WAITING') return;
        state.box.life += 1;
        move(node, state.box, 'STARTING', 'the kubelet starts it');
        node.work('booted', ms(container.startMs(node)), { life: state.box.life, fresh });
      },
      Sigterm(node: Node, state: S) {
        if (state.box.phase === 'STARTING') return exit(node, state, 143, 'SIGTERM while starting');
        if (state.box.phase !== 'RUNNING') return;
        move(node, state.box, 'STOPPING', 'SIGTERM');
        container.drain(node, state);
      },
      Sigkill(node: Node, state: S, { reason }: Sigkill) {
        if (state.box.phase !== 'WAITING') exit(node, state, 137, reason);
      },
      Probe(node: Node, state: S, { probe }: Probe, call: Call) {
        // While it starts or stops, nobody is sent to it, and nobody kills it for that.
        const ok =
          state.box.phase === 'RUNNING' ? (container.check?.(node, state, probe, call) ?? true) : probe === 'liveness';
        if (ok !== 'later') node.reply(call, { type: 'ProbeResult', probe, ok });
      },
      Stats(node: Node, state: S, { cpuMilli }: { readonly cpuMilli: number }, call: Call) {
        const { box } = state;
        leak(node, box, container.ships(node));
        const demandMilli = countDemand(node, box);
        box.cpuMilli = cpuMilli;
        const memoryKb = box.phase === 'WAITING' ? 0 : container.memoryKb(node, state) + box.leakedKb;
        node.reply(call, { type: 'Usage', phase: box.phase, demandMilli, memoryKb });
      },
    },
    work: {
      booted(node: Node, state: S, { life, fresh }: { readonly life: number; readonly fresh: boolean }) {
        if (life === state.box.life && state.box.phase === 'STARTING') container.boot(node, state, fresh);
      },
    },
  };
}
