import type { StoreApi } from 'zustand/vanilla';
import type { Scenario, ScenarioView } from '../scenario/scenario.ts';
import type { FrameClock } from './environment.ts';
import { initialView } from './initial.ts';
import { selectionText } from './selection.ts';
import type { PlaybackState, RunState, ViewState } from './types.ts';

/** Between two writes to the address bar; browsers refuse more than about 100 in 10 s. */
const WRITE_MS = 500;

const TABS: readonly ViewState['inspectorTab'][] = ['state', 'messages', 'program', 'settings'];
const PANELS = ['lesson', 'inspector', 'timeline', 'log', 'board'] as const;

/** Panels that differ from how they open: `inspector:program`, `lesson:off`, `log:on`. */
export function panelNames(view: Pick<ViewState, 'panels' | 'inspectorTab'>): readonly string[] {
  const folded = PANELS.filter((name) => view.panels[name] !== initialView.panels[name]).map(
    (name) => `${name}:${view.panels[name] ? 'on' : 'off'}`,
  );
  return view.inspectorTab === initialView.inspectorTab ? folded : [`inspector:${view.inspectorTab}`, ...folded];
}

/** The other way; names that mean nothing are left out: they only say where to look. */
export function panelsOf(names: readonly string[]): Pick<ViewState, 'panels' | 'inspectorTab'> {
  const panels = { ...initialView.panels };
  let inspectorTab = initialView.inspectorTab;
  for (const name of names) {
    const [panel, value] = name.split(':');
    const known = PANELS.find((held) => held === panel);
    const tab = TABS.find((held) => held === value);
    if (known && (value === 'on' || value === 'off')) panels[known] = value === 'on';
    else if (panel === 'inspector' && tab) inspectorTab = tab;
  }
  return { panels, inspectorTab };
}

/** The document with where its reader looks now. The cursor only while it stands still. */
export function scenarioHere(run: RunState, playback: PlaybackState, view: ViewState): Scenario | null {
  const { scenario, index } = run;
  if (!scenario) return null;
  const selection = selectionText(view.selection);
  const panels = panelNames(view);
  const { cursorUs, cursorSeq } = playback;
  const insideInstant = cursorSeq !== index.seqAt(cursorUs);
  const looks: ScenarioView = {
    ...(playback.playing || cursorUs === 0 ? {} : { cursorUs, ...(insideInstant ? { cursorSeq } : {}) }),
    ...(selection === null ? {} : { selection }),
    ...(panels.length > 0 ? { panels } : {}),
    ...(view.compare ? { compare: true } : {}),
    ...(view.lessonStep === null ? {} : { lessonStep: view.lessonStep }),
    ...(Object.keys(view.own).length === 0 ? {} : { own: view.own }),
    ...(view.note === null ? {} : { note: view.note }),
  };
  return { ...scenario, view: looks };
}

export interface LinkWriterOptions {
  readonly mainRun: StoreApi<RunState>;
  readonly playback: StoreApi<PlaybackState>;
  readonly view: StoreApi<ViewState>;
  readonly clock: FrameClock;
  readonly link: () => Promise<string | null>;
  readonly write: (link: string) => void;
}

/** Writes the link some time after anything in it has changed, the last state always. Answers a function that stops it. */
export function createLinkWriter(options: LinkWriterOptions): () => void {
  const { mainRun, playback, view, clock, link, write } = options;
  let cancel: (() => void) | null = null;
  let stopped = false;
  let written = '';
  const save = async (): Promise<void> => {
    cancel = null;
    const made = await link().catch(() => null);
    if (stopped || made === null || made === written) return;
    written = made;
    write(made);
  };
  const soon = (): void => {
    cancel ??= clock.after(WRITE_MS, () => void save());
  };
  const stops = [
    mainRun.subscribe((now, before) => {
      if (now.scenario !== before.scenario) soon();
    }),
    playback.subscribe((now, before) => {
      if (
        now.playing !== before.playing ||
        (!now.playing && (now.cursorUs !== before.cursorUs || now.cursorSeq !== before.cursorSeq))
      )
        soon();
    }),
    view.subscribe((now, before) => {
      if (
        now.selection !== before.selection ||
        now.panels !== before.panels ||
        now.inspectorTab !== before.inspectorTab ||
        now.compare !== before.compare ||
        now.lessonStep !== before.lessonStep ||
        now.own !== before.own ||
        now.note !== before.note
      )
        soon();
    }),
  ];
  soon();
  return () => {
    stopped = true;
    cancel?.();
    for (const stop of stops) stop();
  };
}
