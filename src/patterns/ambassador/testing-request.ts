import { seconds } from '../../kernel/time.ts';
import { newState, type Cluster, type Request } from './programs/request.ts';

/** A request to the payments, as it stands after one failed attempt, and what it shares with others. */
export function requestFor(changed: Partial<Request> = {}): { readonly request: Request; readonly cluster: Cluster } {
  const { clusters } = newState({ hosts: { payments: ['payments'] } }, 10_000);
  const request: Request = {
    id: 'app#1',
    request: 1,
    api: 'payments',
    method: 'POST',
    caller: { id: 'app#1', from: 'app', request: true },
    key: 'request-1',
    startedUs: 0,
    deadlineUs: seconds(3),
    maxAttempts: 4,
    idempotent: false,
    asWanted: false,
    optOut: false,
    hedging: false,
    probe: false,
    sent: 1,
    serial: 1,
    open: [],
    waiting: false,
    waits: 0,
    memory: null,
    tried: ['payments'],
    transparent: false,
    indefinite: false,
    status: 503,
    reason: '',
    ...changed,
  };
  return { request, cluster: clusters['payments']! };
}
