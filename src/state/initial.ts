import { createTraceIndex } from '../derive/trace-index.ts';
import type { PlaybackState, RunState, ViewState } from './types.ts';

/** How a run begins, before anything is opened. */
export function initialRun(id: RunState['id']): RunState {
  const index = createTraceIndex();
  return {
    id,
    status: 'loading',
    failure: null,
    pattern: null,
    scenario: null,
    topology: null,
    index,
    version: index.version,
    headUs: 0,
    ended: false,
    fingerprint: '',
    properties: [],
    branches: [],
    branch: 0,
    host: 'worker',
    workers: [],
  };
}

export const initialPlayback: PlaybackState = {
  cursorUs: 0,
  cursorSeq: -1,
  stepped: false,
  playing: false,
  speed: 0.5,
  reachedSpeed: null,
  stopAtUs: null,
};

export const initialView: ViewState = {
  selection: null,
  hovered: null,
  theme: 'system',
  motion: 'system',
  singleKeys: true,
  compare: false,
  inspectorTab: 'state',
  panels: { lesson: true, inspector: true, timeline: true, log: false, board: null },
  sheet: 'lesson',
  lessonStep: null,
  own: {},
  note: null,
  problems: [],
  toast: null,
  openDialog: null,
  menu: null,
};
