import type { Settings } from '../kernel/program.ts';
import type { HandlerOutcome, Invocation, NodeIdentity, RuntimeSnapshot } from '../kernel/invocation.ts';

/** Session → node Worker. */
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
  | { readonly kind: 'run'; readonly invocation: Invocation }
  | { readonly kind: 'restore'; readonly snapshot: RuntimeSnapshot };

/** Node Worker → session: one answer to every message. */
export type FromNode =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly outcome: HandlerOutcome }
  | { readonly kind: 'broken'; readonly what: string };
