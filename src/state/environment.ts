import type { FromSession, ToSession } from '../host/protocol.ts';
import type { ShownPattern } from '../pattern-kit/pattern.ts';
import type { Decoded, Scenario } from '../scenario/scenario.ts';

/** One run behind a channel of messages, in order, both ways. */
export interface SessionPort {
  post(message: ToSession): void;
  /** Answers a function that stops listening. */
  onMessage(listener: (message: FromSession) => void): () => void;
  close(): void;
}

/**
 * What the stores need of the world around them, handed in once by the composition root. Tests hand
 * in their own: no session worker, no wall clock.
 */
export interface Environment {
  connect(): SessionPort;
  loadPattern(id: string): Promise<ShownPattern>;
  /** The preset's scenario as it stands in the pattern's folder. */
  scenarioOf(pattern: ShownPattern, presetId: string, on?: boolean): Scenario;
  /** `#/pattern?…`. */
  encode(scenario: Scenario, pattern: ShownPattern): Promise<string>;
  /** Never throws. */
  decode(link: string): Promise<Decoded>;
  /** The text of a scenario file. Never throws. */
  decodeFile(text: string): Promise<Decoded>;
  /** The page's own address with this hash, for copying. */
  address(hash: string): string;
  copy(text: string): Promise<void>;
  /** Whether the system asks for little motion. */
  reducedMotion(): boolean;
  clock: FrameClock;
}

/** Wall time, only to move the cursor and to throttle: never seen by a run. */
export interface FrameClock {
  /** ms, steady. */
  now(): number;
  /** Calls back before the next paint, not while the page is hidden; answers a function that cancels. */
  frame(callback: (nowMs: number) => void): () => void;
  /** Calls back after a while; answers a function that cancels. */
  after(delayMs: number, callback: () => void): () => void;
}
