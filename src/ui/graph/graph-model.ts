import { createContext, useContext, useMemo, useState } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { seldomLinks } from '../../derive/link-view.ts';
import { EMPTY_SCENE } from '../../derive/scenes.ts';
import { baseSettings } from '../../derive/node-view.ts';
import type { Scene } from '../../derive/types.ts';
import type { Settings } from '../../kernel/program.ts';
import type { Topology } from '../../kernel/topology.ts';
import type { ShownPattern } from '../../pattern-kit/pattern.ts';
import { useRun } from '../hooks.ts';
import type { CaptionPlan } from './captions.ts';

/** What changes while the graph stands: read it through selectors. */
export interface Live {
  readonly scene: Scene;
  /** Of the links that are drawn only while something is on them, those that are. */
  readonly atWork: ReadonlySet<string>;
  /** Settings that the run began with. */
  readonly base: Settings;
  /** Node that the Tab key comes to; arrows move it. */
  readonly focus: string;
  /** What there is room for below each node. */
  readonly plans: ReadonlyMap<string, CaptionPlan>;
  /** The reader has come so near that everything has room. */
  readonly near: boolean;
}

/** What every part of one graph needs to know. The same object until another system is opened. */
export interface GraphModel {
  readonly pattern: ShownPattern;
  readonly topology: Topology;
  /** Links that are drawn only while something is on them, or somebody looks. */
  readonly seldom: ReadonlySet<string>;
  readonly live: StoreApi<Live>;
}

/** The settings before they were first read. */
export const NO_SETTINGS: Settings = {};

export const GraphContext = createContext<GraphModel | null>(null);

export function useGraphModel(): GraphModel {
  const model = useContext(GraphContext);
  if (!model) throw new Error('Parts of the graph stand inside a Graph.');
  return model;
}

/** The same topology as before where a new one says nothing new: acting on a run opens it anew. */
function useSteadyTopology(): Topology | null {
  const newest = useRun((run) => run.topology);
  const [steady, setSteady] = useState({ newest, topology: newest });
  if (steady.newest === newest) return steady.topology;
  const isSame = JSON.stringify(newest) === JSON.stringify(steady.topology);
  const topology = isSame ? steady.topology : newest;
  setSteady({ newest, topology });
  return topology;
}

/** The model of the run in this context; null while none is open. */
export function useNewGraphModel(): GraphModel | null {
  const pattern = useRun((run) => run.pattern);
  const topology = useSteadyTopology();
  return useMemo(() => {
    if (!pattern || !topology) return null;
    const live = createStore<Live>()(() => ({
      scene: EMPTY_SCENE,
      atWork: new Set(),
      base: NO_SETTINGS,
      focus: topology.nodes[0]?.id ?? '',
      plans: new Map(),
      near: false,
    }));
    return { pattern, topology, seldom: seldomLinks(pattern, topology), live };
  }, [pattern, topology]);
}

/** Settings that the run in this context began with. */
export function useBaseSettings(): Settings {
  const { pattern } = useGraphModel();
  const preset = useRun((run) => run.scenario?.preset ?? '');
  const own = useRun((run) => run.scenario?.settings ?? NOTHING);
  return useMemo(() => baseSettings(pattern, { preset, settings: own }), [pattern, preset, own]);
}

const NOTHING = {};
