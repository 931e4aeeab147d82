import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Us } from '../kernel/time.ts';
import { createCommands } from './commands.ts';
import type { EditHistory } from './edit-history.ts';
import { Editor } from './editor.ts';
import type { Environment } from './environment.ts';
import { initialPlayback, initialRun, initialView } from './initial.ts';
import { createLinkWriter, scenarioHere } from './location.ts';
import { Opener, type Arrival } from './opener.ts';
import { PlaybackClock } from './playback.ts';
import { RunLink, type RunChange } from './run-link.ts';
import { Twin } from './twin.ts';
import type { Commands, PlaybackState, RunState, ViewState } from './types.ts';

export interface Stores {
  readonly mainRun: StoreApi<RunState>;
  readonly twinRun: StoreApi<RunState>;
  readonly playback: StoreApi<PlaybackState>;
  readonly view: StoreApi<ViewState>;
}

export interface AppState extends Stores {
  readonly editHistory: StoreApi<EditHistory>;
  readonly arrival: StoreApi<Arrival>;
  readonly commands: Commands;
  /** Of the run on screen up to the cursor: equal fingerprints mean equal pasts. Null while no run is open. */
  fingerprint(): Promise<string | null>;
  /** Hands in the world around; before it nothing can be opened. */
  attach(environment: Environment): void;
  /** Opens what a link says. Of several at once, the last one counts. */
  openLink(link: string): Promise<void>;
  /** Opens what a scenario file says, once its text is read. */
  openFile(text: Promise<string>): Promise<void>;
  /** Opens the scenario that is left of a link with problems. */
  openAnyway(): Promise<void>;
  /**
   * Calls back with the link that holds what is on screen, when it has changed; throttled. Answers a
   * function that stops.
   */
  followLink(write: (link: string) => void): () => void;
  /** The link to what is on screen now. Null while nothing is open. */
  currentLink(withFingerprint: boolean): Promise<string | null>;
  /** Ends both runs and their Workers: the reader left the workbench. */
  close(): void;
}

const createStores = (): Stores => ({
  mainRun: createStore<RunState>()(() => initialRun('main')),
  twinRun: createStore<RunState>()(() => initialRun('twin')),
  playback: createStore<PlaybackState>()(() => initialPlayback),
  view: createStore<ViewState>()(() => initialView),
});

/** The environment once it is handed in, and its clock for those who keep one from the beginning. */
function createSocket() {
  let attached: Environment | null = null;
  const environment = (): Environment => {
    if (!attached) throw new Error('The stores have no environment yet: call attach() first.');
    return attached;
  };
  const clock: Environment['clock'] = {
    now: () => environment().clock.now(),
    frame: (callback) => environment().clock.frame(callback),
    after: (delayMs, callback) => environment().clock.after(delayMs, callback),
  };
  const attach = (next: Environment): void => {
    attached = next;
  };
  return { environment, clock, attach };
}

/** All stores and what moves them, joined. One for the app; tests make their own. */
export function createState(): AppState {
  const stores = createStores();
  const { mainRun, twinRun, playback, view } = stores;
  const { environment, clock, attach } = createSocket();
  const connect = () => environment().connect();
  const say = createSpeaker(view);

  const onChange = (change: RunChange): void => {
    if (change.kind === 'failed') player.pause();
    else if (change.kind === 'rewound') {
      editor.rewound(change.kept);
      player.rewound();
    } else player.opened();
    opener.verify();
  };
  const leadsOn = ({ headUs, from, events }: { headUs: Us; from: number; events: readonly unknown[] }): boolean =>
    player.isBeyond(headUs, from + events.length);
  const link: RunLink = new RunLink({ store: mainRun, connect, clock, onChange, leadsOn });
  const twinLink = new RunLink({ store: twinRun, connect, clock, onChange: () => player.arrived(), leadsOn });
  const twin = new Twin({ mainRun, twinRun, view, link: twinLink });
  const player: PlaybackClock = new PlaybackClock({
    store: playback,
    clock,
    main: { store: mainRun, link },
    twin: () => twin.reel,
    onPlayed: (fromUs, toUs) => stopAtViolation(stores, say, fromUs, toUs),
    onNothingFound: () => say('Nothing more of that kind until the end of this run.'),
  });
  const editor = new Editor({ run: mainRun, playback, link, twin, player, environment, say });
  const opener = new Opener({ mainRun, playback, view, link, twin, player, editor, environment, say });

  const currentLink = async (withFingerprint: boolean): Promise<string | null> => {
    const { pattern } = mainRun.getState();
    const here = scenarioHere(mainRun.getState(), playback.getState(), view.getState());
    if (!pattern || !here) return null;
    const answer = withFingerprint ? await link.inspect(playback.getState().cursorSeq) : null;
    const marked = answer ? { ...here, view: { ...here.view, fingerprint: answer.fingerprint } } : here;
    return environment().encode(marked, pattern);
  };

  return {
    ...stores,
    attach,
    currentLink,
    fingerprint: async () => (await link.inspect(playback.getState().cursorSeq))?.fingerprint ?? null,
    arrival: opener.arrival,
    editHistory: editor.history,
    commands: createCommands({ ...stores, link, twin, player, editor, environment, say, currentLink }),
    openLink: (text) => opener.openLink(text),
    openFile: (text) => opener.openFile(text),
    openAnyway: () => opener.openAnyway(),
    followLink: (write) => createLinkWriter({ mainRun, playback, view, clock, link: () => currentLink(false), write }),
    close: () => {
      player.pause();
      link.close();
      twinLink.close();
      mainRun.setState(initialRun('main'), true);
      twinRun.setState(initialRun('twin'), true);
      opener.leave();
    },
  };
}

/** Says something once, as a toast; `undo` offers to take back what it is about. */
function createSpeaker(view: StoreApi<ViewState>): (text: string, undo?: boolean) => void {
  let id = 0;
  return (text, undo = false) => {
    id += 1;
    view.setState({ toast: { text, undo, id } });
  };
}

/**
 * A property breaks while the reader just watches: stop right there and say which. Not on the way to
 * a time that was asked for. Answers where to stop; null to go on.
 */
function stopAtViolation(stores: Stores, say: (text: string) => void, fromUs: Us, toUs: Us): Us | null {
  if (stores.playback.getState().stopAtUs !== null) return null;
  const { properties, pattern } = stores.mainRun.getState();
  const broken = properties.find(
    ({ status, atUs }) => status === 'violated' && atUs !== undefined && atUs > fromUs && atUs <= toUs,
  );
  if (broken?.atUs === undefined) return null;
  const title = pattern?.properties.find(({ id }) => id === broken.id)?.title ?? broken.id;
  say(`Violated: ${title}.`);
  return broken.atUs;
}
