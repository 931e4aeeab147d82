import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Us } from '../kernel/time.ts';
import type { Decoded, Scenario, ScenarioProblem, ScenarioView } from '../scenario/scenario.ts';
import type { Editor } from './editor.ts';
import type { Environment } from './environment.ts';
import { initialView } from './initial.ts';
import { panelsOf } from './location.ts';
import type { PlaybackClock } from './playback.ts';
import type { RunLink } from './run-link.ts';
import { selectionOf } from './selection.ts';
import type { Twin } from './twin.ts';
import type { PlaybackState, RunState, ViewState } from './types.ts';

/** What became of the address that the page was opened with. */
export type Arrival =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' }
  /** Parts of the link, or file, are wrong; nothing runs until the reader has chosen. `scenario`: what is left without them. */
  | {
      readonly kind: 'problems';
      readonly source: 'link' | 'file';
      readonly scenario: Scenario | null;
      readonly problems: readonly ScenarioProblem[];
    }
  /** The pattern's own files could not be loaded. */
  | { readonly kind: 'failed'; readonly detail: string };

export interface OpenerOptions {
  readonly mainRun: StoreApi<RunState>;
  readonly playback: StoreApi<PlaybackState>;
  readonly view: StoreApi<ViewState>;
  readonly link: RunLink;
  readonly twin: Twin;
  readonly player: PlaybackClock;
  readonly editor: Editor;
  readonly environment: () => Environment;
  readonly say: (text: string) => void;
}

const OTHER_VERSION = 'This run is not the one the link was made from: it comes from another version of the simulator.';
/** Where a run opens that must not move by itself: a little after its first action. */
const TELLING_US = 500_000;

/** Opens what links say. Of several at once, the last one counts. */
export class Opener {
  readonly arrival: StoreApi<Arrival> = createStore<Arrival>()(() => ({ kind: 'none' }));
  readonly #o: OpenerOptions;
  #newest = 0;
  /** The fingerprint that came with a link, to be compared once the run is where the link points. */
  #expected: { readonly fingerprint: string; readonly cursorUs: Us } | null = null;

  constructor(options: OpenerOptions) {
    this.#o = options;
  }

  openLink(link: string): Promise<void> {
    return this.#openDecoded('link', () => this.#o.environment().decode(link));
  }

  /** The text of a scenario file, once it is read. */
  openFile(text: Promise<string>): Promise<void> {
    return this.#openDecoded('file', async () => this.#o.environment().decodeFile(await text));
  }

  #openDecoded(source: 'link' | 'file', decode: () => Promise<Decoded>): Promise<void> {
    return this.#arrive(async () => {
      const { scenario, problems } = await decode();
      if (!scenario || problems.length > 0) return { kind: 'problems', source, scenario, problems };
      await this.#openScenario(scenario);
      return { kind: 'open' };
    });
  }

  async openAnyway(): Promise<void> {
    const held = this.arrival.getState();
    if (held.kind !== 'problems' || !held.scenario) return;
    const { scenario, problems } = held;
    await this.#arrive(async () => {
      await this.#openScenario(scenario);
      this.#o.view.setState({ problems });
      return { kind: 'open' };
    });
  }

  /** The reader left: what is still being opened counts no more. */
  leave(): void {
    this.#newest += 1;
    this.arrival.setState({ kind: 'none' }, true);
  }

  /** To be called as the run comes in: compares the fingerprint of the link once its moment is reached. */
  verify(): void {
    const { cursorUs, cursorSeq } = this.#o.playback.getState();
    const { status, headUs } = this.#o.mainRun.getState();
    const expected = this.#expected;
    if (!expected || cursorUs !== expected.cursorUs || status !== 'ready' || headUs < cursorUs) return;
    this.#expected = null;
    void this.#o.link.inspect(cursorSeq).then((answer) => {
      if (answer && answer.fingerprint !== expected.fingerprint) this.#o.say(OTHER_VERSION);
    });
  }

  async #arrive(open: () => Promise<Arrival>): Promise<void> {
    this.#newest += 1;
    const mine = this.#newest;
    this.#o.player.pause();
    this.arrival.setState({ kind: 'opening' }, true);
    let result: Arrival;
    try {
      result = await open();
    } catch (error) {
      result = { kind: 'failed', detail: error instanceof Error ? error.message : String(error) };
    }
    if (mine === this.#newest) this.arrival.setState(result, true);
  }

  async #openScenario(scenario: Scenario): Promise<void> {
    const mine = this.#newest;
    const pattern = await this.#o.environment().loadPattern(scenario.pattern);
    if (mine !== this.#newest) return;
    const { player, editor, twin, link } = this.#o;
    player.reset();
    editor.reset();
    twin.link.close();
    this.#look(scenario.view);
    link.open(scenario, pattern);
    twin.open(scenario);
    this.#stand(scenario);
  }

  /** Panels and selection as the link has them; theme and motion stay the reader's. */
  #look(looks: ScenarioView): void {
    const { theme, motion, singleKeys } = this.#o.view.getState();
    const {
      selection,
      compare = false,
      lessonStep = null,
      panels = [],
      own = {},
      note = null,
      fingerprint,
      cursorUs,
    } = looks;
    this.#o.view.setState({
      ...initialView,
      ...panelsOf(panels),
      theme,
      motion,
      singleKeys,
      selection: selection === undefined ? null : selectionOf(selection),
      compare,
      lessonStep,
      own,
      note,
    });
    this.#expected = fingerprint !== undefined && cursorUs !== undefined ? { fingerprint, cursorUs } : null;
  }

  /** At the link's moment. Without one, something moves without a click, or a telling moment stands still. */
  #stand(scenario: Scenario): void {
    const { player, view, environment } = this.#o;
    const { cursorUs, cursorSeq, lessonStep } = scenario.view;
    if (cursorUs !== undefined && cursorSeq !== undefined) player.seekSeq(cursorSeq);
    else if (cursorUs !== undefined) player.seek(cursorUs);
    else if (lessonStep !== undefined) player.seek(0);
    else if (view.getState().motion === 'reduced' || environment().reducedMotion()) {
      player.seek((scenario.actions[0]?.atUs ?? TELLING_US) + TELLING_US);
    } else {
      player.seek(0);
      player.play(null);
    }
  }
}
