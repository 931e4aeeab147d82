import type { Us } from '../../../kernel/time.ts';
import type { Node, Phase } from './container.ts';

/** What the pod's specification says; containers in their order, the application last. */
export interface PodSpec {
  readonly containers: readonly string[];
  readonly volume: string;
}

export interface Watched {
  /** As last heard; UNKNOWN: not heard of since this kubelet started. */
  phase: Phase | 'UNKNOWN';
  /** Its startup probe has passed in the life of this pod. */
  started: boolean;
  /** What its readiness probes say. A process that has just started is ready with the first that passes. */
  ready: boolean;
  /** The pod is new: its first process finds empty volumes. */
  fresh: boolean;
  restarts: number;
  /** Not before this time again (steady clock). */
  notBeforeUs: Us;
  startedUs: Us;
  /** When it was told to stop for its liveness probe; −1: it was not. */
  killedUs: Us;
  /** In a row: liveness … */
  failedProbes: number;
  /** … and readiness. */
  failedReady: number;
  demandMilli: number;
  memoryKb: number;
}

/** Pod deletion: `sinceUs` is when the grace period began. */
export type Deletion = { readonly sinceUs: Us; told: Record<string, 'SIGTERM' | 'SIGKILL'> };

export interface KubeletState {
  containers: Record<string, Watched>;
  deletion: Deletion | null;
  /** Of a Job: `done` when its application has exited with 0, `complete` when nothing runs any more. */
  job: '' | 'done' | 'complete';
  /** Pods so far; the first start in each is on empty volumes. */
  pod: number;
  /** What customers were told last. */
  toldReady: boolean;
  cpuMilli: Record<string, number>;
  /** As last told. */
  overhead: { readonly milli: number; readonly mb: number };
}

/** Why a container is told to stop that is to run on. */
export const LIVENESS = 'liveness probe failed';

export const specOf = (node: Node): PodSpec => node.config as unknown as PodSpec;
export const dial = (node: Node, key: string): number => Number(node.settings[key]);

export const unknown = (): Watched => ({
  phase: 'UNKNOWN',
  started: false,
  ready: false,
  fresh: false,
  restarts: 0,
  notBeforeUs: 0,
  startedUs: 0,
  killedUs: -1,
  failedProbes: 0,
  failedReady: 0,
  demandMilli: 0,
  memoryKb: 0,
});
