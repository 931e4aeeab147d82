import type { StoreApi } from 'zustand/vanilla';
import type { Seq } from '../kernel/trace.ts';
import { CAPS } from '../scenario/caps.ts';
import type { Editor } from './editor.ts';
import type { Environment } from './environment.ts';
import type { PlaybackClock } from './playback.ts';
import type { RunLink } from './run-link.ts';
import { eventOfSelection } from './selection.ts';
import type { Twin } from './twin.ts';
import type { Commands, PlaybackState, RunState, ViewState } from './types.ts';

export interface CommandParts {
  readonly mainRun: StoreApi<RunState>;
  readonly playback: StoreApi<PlaybackState>;
  readonly view: StoreApi<ViewState>;
  readonly link: RunLink;
  readonly twin: Twin;
  readonly player: PlaybackClock;
  readonly editor: Editor;
  readonly environment: () => Environment;
  readonly say: (text: string) => void;
  readonly currentLink: (withFingerprint: boolean) => Promise<string | null>;
}

/** Everything that a person may do, in one list: each hands it to the part that knows how. */
export const createCommands = (parts: CommandParts): Commands => ({
  ...runCommands(parts),
  ...stepCommands(parts),
  ...editCommands(parts),
  ...lookCommands(parts),
});

type Some<K extends keyof Commands> = Pick<Commands, K>;

function runCommands({
  player,
  playback,
  mainRun,
}: CommandParts): Some<
  'play' | 'pause' | 'togglePlay' | 'setSpeed' | 'seek' | 'seekSeq' | 'jumpToStart' | 'jumpToHead' | 'playUntil'
> {
  return {
    play: () => player.play(null),
    pause: () => player.pause(),
    togglePlay: () => (playback.getState().playing ? player.pause() : player.play(null)),
    setSpeed: (speed) => player.setSpeed(speed),
    seek: (timeUs) => player.seek(timeUs),
    seekSeq: (seq) => {
      player.pause();
      player.seekSeq(seq);
    },
    jumpToStart: () => player.seek(0),
    jumpToHead: () => player.seek(mainRun.getState().headUs),
    playUntil: (timeUs) => {
      if (timeUs > playback.getState().cursorUs) player.play(timeUs);
    },
  };
}

function stepCommands({
  player,
  playback,
  mainRun,
  view,
  say,
}: CommandParts): Some<'stepEvent' | 'stepInteresting' | 'stepSelection' | 'jumpToViolation'> {
  const cursorSeq = (): Seq => playback.getState().cursorSeq;
  const stepTo = (direction: 1 | -1, find: () => Seq | null): void => {
    player.pause();
    if (direction === 1) player.seekFound(find);
    else player.seekSeq(find() ?? -1);
  };
  return {
    stepEvent: (direction) => {
      player.pause();
      player.seekSeq(cursorSeq() + direction);
    },
    stepInteresting: (direction) => {
      const from = cursorSeq();
      const { index } = mainRun.getState();
      stepTo(direction, () => (direction === 1 ? index.nextInteresting(from) : index.previousInteresting(from)));
    },
    stepSelection: (direction) => {
      const { selection } = view.getState();
      if (!selection) return say('Select a node or a message first.');
      const from = cursorSeq();
      const { index } = mainRun.getState();
      stepTo(direction, () => eventOfSelection(index, selection, from, direction));
    },
    jumpToViolation: () => {
      const { properties } = mainRun.getState();
      const seqs = properties
        .flatMap(({ status, seq }) => (status === 'violated' && seq !== undefined ? [seq] : []))
        .sort((a, b) => a - b);
      const to = seqs.find((seq) => seq > cursorSeq()) ?? seqs[0];
      if (to === undefined) return say('No property is violated so far.');
      player.pause();
      player.seekSeq(to);
    },
  };
}

function editCommands({
  view,
  editor,
  link,
  twin,
  player,
}: CommandParts): Some<
  | 'act'
  | 'actAll'
  | 'editActions'
  | 'setSetting'
  | 'setOn'
  | 'setSeed'
  | 'setMutant'
  | 'take'
  | 'loadExperiment'
  | 'restart'
  | 'undo'
  | 'redo'
  | 'checkout'
  | 'recover'
> {
  return {
    act: (action, forUs) => editor.act(action, forUs),
    actAll: (actions) => editor.actAll(actions),
    editActions: (edits) => editor.editActions(edits),
    setSetting: (key, value) => editor.setSetting(key, value),
    setOn: (on) => editor.setOn(on),
    setSeed: (seed) => editor.setSeed(seed),
    setMutant: (id) => editor.setMutant(id),
    take: (scenario, atUs) => editor.take(scenario, atUs),
    loadExperiment: (id, on) => {
      // It was said of the run that was there.
      view.setState({ note: null });
      editor.loadExperiment(id, on);
    },
    restart: () => editor.restart(),
    undo: () => editor.undo(),
    redo: () => editor.redo(),
    checkout: (branch) => editor.checkout(branch),
    recover: () => {
      link.recover();
      twin.link.recover();
      player.arrived();
    },
  };
}

function lookCommands({
  view,
  mainRun,
  playback,
  twin,
  link,
  say,
  environment,
  currentLink,
}: CommandParts): Some<
  'select' | 'openMenu' | 'openLesson' | 'setCompare' | 'keep' | 'setNote' | 'copyLink' | 'inspect'
> {
  return {
    select: (selection) => view.setState({ selection }),
    openMenu: (target, x, y) => view.setState({ selection: target, menu: { target, x, y } }),
    openLesson: (step) => {
      const { panels } = view.getState();
      if (step === null) view.setState({ lessonStep: null });
      else view.setState({ lessonStep: step, sheet: 'lesson', panels: { ...panels, lesson: true } });
    },
    setCompare: (compare) => {
      if (compare === view.getState().compare) return;
      view.setState({ compare });
      const { scenario } = mainRun.getState();
      if (compare && scenario) twin.open(scenario);
      else twin.link.close();
    },
    keep: (name, value) => {
      const { [name]: _, ...others } = view.getState().own;
      view.setState({ own: value === null ? others : { ...others, [name]: value } });
    },
    setNote: (note) => {
      // One paragraph: a link has no room for more, and a note that long is an article.
      const said = (note ?? '')
        .replaceAll(/[\p{Surrogate}\p{Cc}\s]+/gu, ' ')
        .trim()
        .slice(0, CAPS.note);
      view.setState({ note: said === '' ? null : said });
    },
    copyLink: async () => {
      const made = await currentLink(true);
      if (made === null) return;
      try {
        await environment().copy(environment().address(made));
        say('Link copied. It opens this run at this moment.');
      } catch {
        view.setState({ openDialog: 'share' });
      }
    },
    inspect: async () => (await link.inspect(playback.getState().cursorSeq))?.nodes ?? {},
  };
}
