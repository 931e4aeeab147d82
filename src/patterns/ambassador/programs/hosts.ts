import { seconds, type Us } from '../../../kernel/time.ts';

/**
 * The hosts of one API, as Envoy's outlier detection sees them: a host that fails in a row is taken
 * out for a while, longer each time.
 */
export interface Host {
  readonly id: string;
  /** 5xx and timeouts since the last good answer. */
  failures: number;
  /** How often in a row it was ejected; every sweep in which it stays in takes one off. */
  ejections: number;
  /** 0: it is in. */
  ejectedUntilUs: Us;
}

export interface OutlierPolicy {
  /** `consecutive_5xx`. */
  readonly consecutive: number;
  /** `base_ejection_time`, times the number of ejections. */
  readonly baseUs: Us;
}

/** `max_ejection_time`. */
const LONGEST_US = seconds(300);
/** `max_ejection_percent`; one host may always be ejected. */
const MOST_PCT = 10;

export const newHost = (id: string): Host => ({ id, failures: 0, ejections: 0, ejectedUntilUs: 0 });

export const isIn = (host: Host): boolean => host.ejectedUntilUs === 0;

/** An answer or a timeout. Answers whether the host is ejected for it. */
export function hostAnswered(
  hosts: readonly Host[],
  host: Host,
  policy: OutlierPolicy,
  nowUs: Us,
  failed: boolean,
): boolean {
  host.failures = failed ? host.failures + 1 : 0;
  if (host.failures < policy.consecutive || !isIn(host) || hosts.length < 2) return false;
  const out = hosts.filter((each) => !isIn(each)).length;
  if (out >= Math.max(1, Math.floor((hosts.length * MOST_PCT) / 100))) return false;
  host.ejections += 1;
  host.failures = 0;
  host.ejectedUntilUs = nowUs + Math.min(policy.baseUs * host.ejections, Math.max(policy.baseUs, LONGEST_US));
  return true;
}

/** Takes back what has served its time. Answers those hosts. */
export function readmit(hosts: readonly Host[], nowUs: Us): Host[] {
  const back = hosts.filter((host) => !isIn(host) && nowUs >= host.ejectedUntilUs);
  for (const host of back) Object.assign(host, { ejectedUntilUs: 0, failures: 0 });
  return back;
}

/** Every `interval`: a host that is in is forgiven one of its ejections. */
export function sweep(hosts: readonly Host[]): void {
  for (const host of hosts) if (isIn(host)) host.ejections = Math.max(0, host.ejections - 1);
}

/**
 * The next host in turn that is in and was not tried for this request; with nothing left, one that is
 * in; with nothing in at all, any (Envoy's "panic": better a bad host than none).
 */
export function nextHost(hosts: readonly Host[], turn: number, tried: readonly string[]): Host {
  const inside = hosts.filter(isIn);
  const fresh = inside.filter((host) => !tried.includes(host.id));
  const choice = fresh.length > 0 ? fresh : inside.length > 0 ? inside : hosts;
  return choice[turn % choice.length]!;
}
