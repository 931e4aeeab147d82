import { seconds, type Us } from '../../../kernel/time.ts';

/**
 * The hosts of one API, as Envoy's outlier detection sees them: a host that fails in a row is taken
 * out for a while, longer each time; so is one that fails far more often than the others.
 */
export interface Host {
  readonly id: string;
  /** 5xx and timeouts since the last good answer. */
  failures: number;
  /** Since the last sweep. */
  asked: number;
  good: number;
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
  /** `success_rate_minimum_hosts` that can be compared … */
  readonly minHosts: number;
  /** … because each was asked this often between two sweeps: `success_rate_request_volume`. */
  readonly volume: number;
  /** `success_rate_stdev_factor`, in thousandths. */
  readonly stdevFactorMilli: number;
  /** `max_ejection_percent` of the hosts may be out at a time; one host always may. */
  readonly mostPct: number;
}

/** `max_ejection_time`. */
const LONGEST_US = seconds(300);

export const newHost = (id: string): Host => ({ id, failures: 0, asked: 0, good: 0, ejections: 0, ejectedUntilUs: 0 });

export function hostNamed(hosts: readonly Host[], id: string): Host {
  for (const host of hosts) if (host.id === id) return host;
  throw new Error(`no host is called ${id}`);
}

export const isIn = (host: Host): boolean => host.ejectedUntilUs === 0;

/** An answer or a timeout. Answers whether the host is ejected for it. */
export function hostAnswered(
  hosts: readonly Host[],
  host: Host,
  policy: OutlierPolicy,
  nowUs: Us,
  failed: boolean,
): boolean {
  host.asked += 1;
  if (!failed) host.good += 1;
  host.failures = failed ? host.failures + 1 : 0;
  return host.failures >= policy.consecutive && eject(hosts, host, policy, nowUs);
}

function eject(hosts: readonly Host[], host: Host, policy: OutlierPolicy, nowUs: Us): boolean {
  if (!isIn(host) || hosts.length < 2) return false;
  if (countOut(hosts) >= Math.max(1, Math.floor((hosts.length * policy.mostPct) / 100))) return false;
  host.ejections += 1;
  host.failures = 0;
  host.ejectedUntilUs = nowUs + Math.min(policy.baseUs * host.ejections, Math.max(policy.baseUs, LONGEST_US));
  return true;
}

const NOBODY: readonly Host[] = [];

/** Takes back what has served its time. Answers those hosts. */
export function readmit(hosts: readonly Host[], nowUs: Us): readonly Host[] {
  if (countOut(hosts) === 0) return NOBODY;
  const back = hosts.filter((host) => !isIn(host) && nowUs >= host.ejectedUntilUs);
  for (const host of back) Object.assign(host, { ejectedUntilUs: 0, failures: 0 });
  return back;
}

/**
 * Every `interval`: ejects hosts whose success rate is below the threshold, forgives the others one of
 * their ejections, and counts anew. Answers the ejected ones.
 */
export function sweep(hosts: readonly Host[], policy: OutlierPolicy, nowUs: Us): Host[] {
  const judged = hosts.filter((host) => host.asked >= policy.volume);
  const rates = judged.map((host) => Math.floor((host.good * 100) / host.asked));
  const threshold = judged.length >= policy.minHosts ? successRateThreshold(rates, policy.stdevFactorMilli) : 0;
  const ejected = judged.filter((host, i) => rates[i]! < threshold && eject(hosts, host, policy, nowUs));
  for (const host of hosts) {
    if (isIn(host)) host.ejections = Math.max(0, host.ejections - 1);
    host.asked = host.good = 0;
  }
  return ejected;
}

/** Mean of the rates less so many standard deviations, in whole percent. */
export function successRateThreshold(rates: readonly number[], factorMilli: number): number {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) * (rate - mean), 0) / rates.length;
  return Math.floor(mean - (factorMilli * Math.sqrt(variance)) / 1_000);
}

/**
 * The next host in turn that is in and was not tried for this request; with nothing left, one that is
 * in; with nothing in at all, any (Envoy's "panic": better a bad host than none).
 */
export function nextHost(hosts: readonly Host[], turn: number, tried: readonly string[]): Host {
  if (hosts.length === 1) return hosts[0]!;
  let inside = 0;
  let fresh = 0;
  for (const host of hosts) {
    if (!isIn(host)) continue;
    inside += 1;
    if (!tried.includes(host.id)) fresh += 1;
  }
  let left = turn % (fresh > 0 ? fresh : inside > 0 ? inside : hosts.length);
  for (const host of hosts) {
    const may = fresh > 0 ? isIn(host) && !tried.includes(host.id) : inside === 0 || isIn(host);
    if (may && left-- === 0) return host;
  }
  return hosts[0]!;
}

/** How many are left out. */
export function countOut(hosts: readonly Host[]): number {
  let out = 0;
  for (const host of hosts) if (!isIn(host)) out += 1;
  return out;
}
