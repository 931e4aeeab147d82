import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Action, ActionBody } from '../kernel/action.ts';
import type { SettingValue } from '../kernel/program.ts';
import { US_PER_MS, type Us } from '../kernel/time.ts';
import { addAction, sameRun } from '../scenario/edit.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Environment } from './environment.ts';
import { emptyHistory, recorded, redone, undone, type EditHistory, type Moment } from './edit-history.ts';
import { presetValue, withActionAt, withMutant, withSetting } from './edits.ts';
import type { PlaybackClock } from './playback.ts';
import type { RunLink } from './run-link.ts';
import type { Twin } from './twin.ts';
import type { ActionEdit, PlaybackState, RunState } from './types.ts';

export interface EditorOptions {
  readonly run: StoreApi<RunState>;
  readonly playback: StoreApi<PlaybackState>;
  readonly link: RunLink;
  readonly player: PlaybackClock;
  readonly environment: () => Environment;
  /** The run beside it, which gets every change as well. */
  readonly twin: Twin;
  readonly say: (text: string, undo?: boolean) => void;
}

const BRANCHED = 'You changed the past: a new branch. The old future is kept.';
const OVER = 'The run is over here. Go back a little, or start over.';

const touchesMessage = (body: ActionBody): boolean => 'message' in body;

/**
 * Owns the document: every change of the scenario goes through here, is handed to the session and
 * can be undone.
 */
export class Editor {
  readonly #o: EditorOptions;
  /** What can be undone and redone; a store, so that buttons follow it. */
  readonly history: StoreApi<EditHistory> = createStore<EditHistory>()(() => emptyHistory);
  /** Whether a branch that the next answer starts is news to the reader (undoing one is not). */
  #announce = false;
  /** The dial turned last and when it takes effect: turning it on there replaces that action. */
  #dial: { readonly key: string; readonly atUs: Us; readonly before: Scenario } | null = null;

  constructor(options: EditorOptions) {
    this.#o = options;
  }

  /** Forgets what was done: another document was opened. */
  reset(): void {
    this.history.setState(emptyHistory);
    this.#dial = null;
    this.#announce = false;
  }

  /** The session said what is left of the trace; `kept` is the branch that the old future became. */
  rewound(kept: number | null): void {
    if (kept !== null && this.#announce) this.#o.say(BRANCHED, true);
    this.#announce = false;
  }

  /** Done to the run at the cursor, and the cursor goes where its effect is seen. */
  act(body: ActionBody, forUs?: Us): void {
    this.#actNow([body], forUs);
  }

  /** Several at the same moment, as one thing to undo. */
  actAll(bodies: readonly ActionBody[]): void {
    if (bodies.length > 0) this.#actNow(bodies);
  }

  #actNow(bodies: readonly ActionBody[], forUs?: Us): void {
    const scenario = this.#scenario();
    const atUs = scenario && this.#momentFor(scenario, bodies.some(touchesMessage));
    if (!scenario || atUs === null) return;
    const actions = bodies.map((body): Action => (forUs === undefined ? { ...body, atUs } : { ...body, atUs, forUs }));
    this.#actAt(scenario, actions.reduce(addAction, scenario), atUs);
  }

  /** One after the other, as one thing to undo: a fault and its repair move together. */
  editActions(edits: readonly ActionEdit[]): void {
    const scenario = this.#scenario();
    if (!scenario) return;
    const after = edits.reduce((held, { index, action }) => withActionAt(held, index, action), scenario);
    this.#edit(scenario, after);
  }

  /** Before anything has happened it is part of the document; later it happens at the cursor. */
  setSetting(key: string, value: SettingValue | null): void {
    const scenario = this.#scenario();
    const { pattern } = this.#o.run.getState();
    if (!scenario || !pattern) return;
    if (this.#o.player.goalUs === 0) return this.#edit(scenario, withSetting(pattern, scenario, key, value));
    const next = value ?? scenario.settings[key] ?? presetValue(pattern, scenario, key);
    if (next === undefined) return;
    this.#turn(scenario, key, next);
  }

  setOn(on: boolean): void {
    const scenario = this.#scenario();
    if (scenario && scenario.on !== on) this.#edit(scenario, { ...scenario, on }, 'another run');
  }

  setSeed(seed: number): void {
    const scenario = this.#scenario();
    if (scenario) this.#edit(scenario, { ...scenario, seed: seed >>> 0 }, 'another run');
  }

  /** Another scenario of the same pattern, as a whole, at a moment of it: one thing to undo. */
  take(after: Scenario, atUs: Us): void {
    const scenario = this.#scenario();
    if (!scenario || scenario.pattern !== after.pattern) return;
    this.#edit(scenario, { ...after, view: scenario.view }, 'another run');
    this.#o.player.pause();
    this.#o.player.seek(atUs);
  }

  setMutant(id: string | null): void {
    const scenario = this.#scenario();
    if (scenario) this.#edit(scenario, withMutant(scenario, id), 'another run');
  }

  loadExperiment(id: string, on?: boolean): void {
    const { pattern, scenario } = this.#o.run.getState();
    if (!pattern || !scenario || !pattern.experiments.some((experiment) => experiment.id === id)) return;
    this.#openAfresh(scenario, this.#o.environment().scenarioOf(pattern, id, on));
  }

  /** The experiment as it comes, without anything that was done to it. */
  restart(): void {
    const { pattern, scenario } = this.#o.run.getState();
    if (!pattern || !scenario) return;
    const preset = this.#o.environment().scenarioOf(pattern, scenario.preset, scenario.on);
    this.#openAfresh(scenario, { ...preset, view: { ...preset.view } });
  }

  checkout(branch: number): void {
    const { branches, branch: now } = this.#o.run.getState();
    const scenario = this.#scenario();
    const there = branches.find((held) => held.id === branch);
    if (!scenario || !there || branch === now) return;
    this.#record(scenario, false);
    this.#goTo(there.scenario, this.#o.player.goalUs, false);
  }

  undo(): void {
    this.#travel(undone);
  }

  redo(): void {
    this.#travel(redone);
  }

  #travel(step: typeof undone): void {
    const scenario = this.#scenario();
    if (!scenario) return;
    const cursorUs = this.#o.player.goalUs;
    const moved = step(this.history.getState(), { scenario, cursorUs, fresh: false });
    if (!moved) return;
    this.history.setState(moved.history);
    this.#dial = null;
    this.#announce = false;
    this.#goTo(moved.to.scenario, moved.to.fresh ? moved.to.cursorUs : cursorUs, moved.to.fresh);
  }

  #scenario(): Scenario | null {
    const { scenario, pattern } = this.#o.run.getState();
    return pattern ? scenario : null;
  }

  #momentFor(scenario: Scenario, atOnce: boolean): Us | null {
    const { playing } = this.#o.playback.getState();
    const hereUs = this.#o.player.goalUs;
    const atUs = playing && !atOnce ? (Math.floor(hereUs / US_PER_MS) + 1) * US_PER_MS : hereUs + 1;
    if (atUs < scenario.untilUs) return atUs;
    this.#o.say(OVER);
    return null;
  }

  #actAt(before: Scenario, after: Scenario, atUs: Us): void {
    const { playing } = this.#o.playback.getState();
    this.#edit(before, after);
    if (!playing) this.#o.player.seek(atUs);
  }

  /** Turning one dial on and on at the same place is one action, and one thing to undo. */
  #turn(scenario: Scenario, key: string, value: SettingValue): void {
    const hereUs = this.#o.player.goalUs;
    const dial = this.#dial;
    if (dial && dial.key === key && dial.atUs === hereUs) {
      const after = addAction(dial.before, { kind: 'set', setting: key, value, atUs: dial.atUs });
      this.#change(after, hereUs - 1);
      return;
    }
    const atUs = this.#momentFor(scenario, false);
    if (atUs === null) return;
    this.#actAt(scenario, addAction(scenario, { kind: 'set', setting: key, value, atUs }), atUs);
    this.#dial = { key, atUs, before: scenario };
  }

  #record(before: Scenario, fresh: boolean): void {
    const moment: Moment = { scenario: before, cursorUs: this.#o.player.goalUs, fresh };
    this.history.setState(recorded(this.history.getState(), moment));
    this.#dial = null;
  }

  /** `another run`: the reader asked for other dice or other code, so that its past differs is no news. */
  #edit(before: Scenario, after: Scenario, kind: 'change' | 'another run' = 'change'): void {
    if (sameRun(before, after)) return;
    const keepUs = this.#o.player.goalUs;
    this.#record(before, false);
    this.#announce = kind === 'change';
    this.#change(after, keepUs);
  }

  #change(scenario: Scenario, keepUs: Us): void {
    this.#o.link.revise(scenario, keepUs);
    this.#o.twin.revise(scenario, keepUs);
  }

  #openAfresh(before: Scenario, after: Scenario): void {
    this.#record(before, true);
    this.#goTo(after, 0, true);
  }

  /** A branch that has just this scenario is gone back to; otherwise the run is revised. */
  #goTo(scenario: Scenario, cursorUs: Us, fresh: boolean): void {
    const { pattern, branches, branch } = this.#o.run.getState();
    if (!pattern) return;
    if (fresh) {
      this.#o.player.reset();
      this.#o.link.open(scenario, pattern);
      this.#o.twin.open(scenario);
      this.#o.player.seek(cursorUs);
      return;
    }
    const there = branches.find((held) => held.id !== branch && sameRun(held.scenario, scenario));
    if (there) {
      this.#o.link.checkout(there.id, scenario);
      this.#o.twin.revise(scenario, cursorUs);
    } else {
      this.#change(scenario, cursorUs);
    }
    this.#o.player.seek(cursorUs);
  }
}
