import type { Us } from '../kernel/time.ts';
import type { simulateLink, SimulateOptions } from '../state/simulate-link.ts';
import type { RunState } from '../state/types.ts';

/** What `window.faultline` offers to those who like to script. */
export interface Power {
  /** Runs a link from its beginning, apart from the screen; absent: the link of what is on screen. */
  simulate(link?: string, options?: SimulateOptions): ReturnType<typeof simulateLink>;
  /** Fingerprint of the run on screen up to the cursor; null while no run is open. */
  fingerprint(): Promise<string | null>;
  /** What the run on screen holds: scenario, topology, trace, properties, branches. */
  state(): Promise<
    Pick<
      RunState,
      'scenario' | 'topology' | 'headUs' | 'ended' | 'fingerprint' | 'properties' | 'branches' | 'workers'
    > & { readonly events: RunState['index']['events']; readonly cursorUs: Us; readonly cursorSeq: number }
  >;
  /** The link to what is on screen, with its fingerprint. */
  link(): Promise<string | null>;
  help(): string;
}

declare global {
  interface Window {
    faultline?: Power;
  }
}

const HELP = `Faultline, for scripting:
  await faultline.link()                          link to what is on screen
  await faultline.simulate(link?, { host, until })    run it apart from the screen; host: 'inline' or 'worker', until: '3s'
  await faultline.fingerprint()                   of the run on screen up to the cursor
  await faultline.state()                         scenario, topology, events, properties, branches
Equal links give equal fingerprints: in every browser, in Workers or inline, and with "npm run simulate".`;

// Loaded when asked for: the gallery has no use for the stores.
const stores = () => import('../state/stores.ts');

const power: Power = {
  async simulate(link, options = {}) {
    const { simulateLink } = await import('../state/simulate-link.ts');
    const asked = link ?? (await power.link());
    if (asked === null) throw new Error('No run is open: hand in a link such as "#/circuit-breaker?seed=7".');
    return simulateLink(asked, options);
  },
  fingerprint: async () => (await stores()).state.fingerprint(),
  async state() {
    const { mainRun, playback } = await stores();
    const { scenario, topology, headUs, ended, fingerprint, properties, branches, workers, index } = mainRun.getState();
    const { cursorUs, cursorSeq } = playback.getState();
    return {
      scenario,
      topology,
      headUs,
      ended,
      fingerprint,
      properties,
      branches,
      workers,
      events: index.events,
      cursorUs,
      cursorSeq,
    };
  },
  link: async () => (await stores()).state.currentLink(true),
  help: () => HELP,
};

/** Puts the scripting door on the window, and says once that it is there. */
export function offerPower(): void {
  window.faultline = power;
  // oxlint-disable-next-line no-console -- the console is where it is used
  console.info('Faultline can be scripted here: faultline.help()');
}
