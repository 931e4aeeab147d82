import type { Settings } from '../kernel/program.ts';
import type { NodeIdentity, RuntimeSnapshot } from '../kernel/invocation.ts';

/**
 * Session → node Worker, as JSON. Calls are another matter: there are thousands a second, and they
 * are texts of their own, `CALLS` followed by one invocation a line.
 */
export type ToNode =
  | {
      readonly kind: 'boot';
      readonly pattern: string;
      readonly program: string;
      readonly mutant: string | null;
      readonly identity: NodeIdentity;
      readonly settings: Settings;
      readonly snapshot: RuntimeSnapshot | null;
    }
  | { readonly kind: 'restore'; readonly snapshot: RuntimeSnapshot };

/** Node Worker → session: one answer to every message; to calls, `OUTCOMES` and one outcome a line. */
export type FromNode = { readonly kind: 'ready' } | { readonly kind: 'broken'; readonly what: string };

export const CALLS = '>';
export const OUTCOMES = '=';
/** JSON never has one of its own. */
export const LINE = '\n';
