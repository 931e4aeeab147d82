import type { Json } from './json.ts';
import type { Us } from './time.ts';

/** What a node holds right after one event: data, for whoever looks inside. */
export interface NodeInspection {
  /** The program's state; null while the node is down. */
  readonly state: Json;
  /** The state one event earlier, for "what just changed"; equal where nothing did. */
  readonly before: Json;
  readonly disk: Readonly<Record<string, Json>>;
  /** Written, not synced yet. */
  readonly unsynced: readonly string[];
  readonly timers: readonly { readonly name: string; readonly fireUs: Us }[];
  readonly requests: readonly {
    readonly id: string;
    readonly to: string;
    readonly tag: string;
    readonly timeoutUs: Us;
    readonly type: string;
  }[];
  readonly queue: readonly { readonly id: string; readonly from: string; readonly type: string }[];
  readonly working: readonly { readonly id: string; readonly type: string }[];
  readonly localClockUs: Us;
}
