import type { Action } from './action.ts';
import { assert } from './assert.ts';
import { LIMITS } from './limits.ts';
import type { Fault } from './faults.ts';
import type { MonitorsSnapshot } from './monitors.ts';
import type { Network } from './network.ts';
import type { KernelNode } from './node.ts';
import type { Program, Settings } from './program.ts';
import type { Property } from './property.ts';
import type { Scheduled } from './queue.ts';
import type { Us } from './time.ts';
import type { Topology } from './topology.ts';
import type { TraceStore } from './trace-store.ts';
import type { Seq } from './trace.ts';

/** Everything that decides a run. Equal setups give equal traces, whatever the host. */
export interface Setup {
  readonly topology: Topology;
  readonly programs: Readonly<Record<string, Program>>;
  /** Complete: every dial has a value. */
  readonly settings: Settings;
  /** 0 … 2³² − 1. */
  readonly seed: number;
  /** Ordered by time; equal times in list order. */
  readonly actions: readonly Action[];
  readonly untilUs: Us;
  /** Whether the pattern is on: for properties. */
  readonly on: boolean;
  readonly properties: readonly Property[];
  /** Capacities, latencies and disks after a setting changed. Nodes and links stay. */
  readonly retune?: (settings: Settings) => Topology;
}

/** Throws a KernelError, with what to do, where a run would be too large. */
export function checkLimits({ topology, actions, untilUs }: Setup): void {
  assert(
    topology.nodes.length <= LIMITS.nodes,
    `A run has at most ${LIMITS.nodes} nodes, not ${topology.nodes.length}. Take a smaller topology.`,
  );
  assert(actions.length <= LIMITS.actions, `A run has at most ${LIMITS.actions} actions, not ${actions.length}.`);
  assert(untilUs <= LIMITS.untilUs, 'A run lasts at most one hour of simulated time.');
}

export interface KernelOptions {
  /** Off for a kernel that only seeks: somebody else has the trace. */
  readonly keepTrace?: boolean;
  /** The program state of a node, for properties: the host has it. */
  readonly stateOf?: (index: number) => unknown;
  /**
   * Events at which a Worker reported its program dead (it hung, or reached for something that is
   * not there), with the words: the host finds out, replays obey.
   */
  readonly deaths?: ReadonlyMap<Seq, string>;
  /** The past of this run, where it is a branch of another: the kernel appends to it. */
  readonly trace?: TraceStore;
}

export interface KernelSnapshot {
  readonly seq: Seq;
  readonly timeUs: Us;
  readonly nextAction: number;
  readonly queue: readonly Scheduled[];
  readonly nodes: readonly KernelNode[];
  readonly network: Network;
  readonly faults: readonly Fault[];
  readonly monitors: MonitorsSnapshot;
  readonly settings: Settings;
  readonly world: readonly [chainA: number, chainB: number, scheduled: number, atThisInstant: number, sent: number];
}
