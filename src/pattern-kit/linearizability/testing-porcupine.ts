import type { KeyValueCall } from './key-value.ts';
import type { Operation } from './model.ts';
import type { RegisterCall } from './register.ts';

/**
 * Reads the histories of Porcupine's tests. The order of lines is all the time they have, so the
 * number of the line is the clock.
 */

type Draft<C, A> = { -readonly [K in keyof Operation<C, A>]: Operation<C, A>[K] };

const ETCD_LINE =
  /^INFO {2}jepsen\.util - (?<process>\d+)\s+:(?<type>invoke|ok|fail|info)\s+:(?<f>read|write|cas)\s+(?<value>.*\S)\s*$/;

/**
 * A log of Jepsen's etcd test: one register. A write or swap that ends in `:info` has no known end;
 * a read that timed out tells nothing; a swap that failed is one that was refused.
 */
export function parseEtcd(log: string): Operation<RegisterCall>[] {
  const operations: Draft<RegisterCall, Operation['answer']>[] = [];
  const running = new Map<string, Draft<RegisterCall, Operation['answer']>>();
  log.split('\n').forEach((line, at) => {
    if (line === '') return;
    const found = ETCD_LINE.exec(line)?.groups;
    if (found === undefined) throw new Error(`line ${at + 1}: ${line}`);
    const { process, type, f, value } = found as Record<'process' | 'type' | 'f' | 'value', string>;
    if (type === 'invoke') {
      const operation = {
        id: `${at}`,
        key: '',
        client: process,
        call: etcdCall(f, value),
        answer: undefined,
        calledAt: at,
        returnedAt: Infinity,
      };
      operations.push(operation);
      running.set(process, operation);
      return;
    }
    const operation = running.get(process);
    if (operation === undefined || operation.call.f !== f)
      throw new Error(`line ${at + 1} ends what never began: ${line}`);
    running.delete(process);
    if (type === 'info' || value === ':timed-out') return;
    if (type === 'fail' && f !== 'cas') throw new Error(`line ${at + 1}: ${line}`);
    operation.returnedAt = at;
    if (f === 'read') operation.answer = etcdValue(value);
    else if (f === 'cas') operation.answer = type === 'ok';
  });
  return operations;
}

function etcdCall(f: string, value: string): RegisterCall {
  if (f === 'read') return { f };
  if (f === 'write') return { f, value: etcdValue(value) };
  const [from, to, ...rest] = value.replace(/^\[|\]$/g, '').split(' ');
  if (from === undefined || to === undefined || rest.length > 0) throw new Error(`not a pair: ${value}`);
  return { f: 'cas', from: etcdValue(from), to: etcdValue(to) };
}

function etcdValue(text: string): number | null {
  if (text === 'nil') return null;
  if (!/^\d+$/.test(text)) throw new Error(`not a number: ${text}`);
  return Number(text);
}

const KEY_VALUE_LINE =
  /^\{:process (?<process>\d+), :type :(?<type>invoke|ok), :f :(?<f>get|put|append), :key "(?<key>[^"]*)", :value (?:"(?<value>[^"]*)"|nil)\}$/;

/** A history of a key-value store: one operation at a time for each process, and all of them end. */
export function parseKeyValue(text: string): Operation<KeyValueCall, string>[] {
  const operations: Draft<KeyValueCall, string>[] = [];
  const running = new Map<string, Draft<KeyValueCall, string>>();
  text.split('\n').forEach((line, at) => {
    if (line === '') return;
    const found = KEY_VALUE_LINE.exec(line)?.groups;
    if (found === undefined) throw new Error(`line ${at + 1}: ${line}`);
    const {
      process,
      type,
      f,
      key,
      value = '',
    } = found as Record<'process' | 'type' | 'f' | 'key', string> & { readonly value?: string };
    if (type === 'invoke') {
      const call: KeyValueCall = f === 'get' ? { f } : { f: f as 'put' | 'append', value };
      const operation = {
        id: `${at}`,
        key,
        client: process,
        call,
        answer: undefined,
        calledAt: at,
        returnedAt: Infinity,
      };
      operations.push(operation);
      running.set(process, operation);
      return;
    }
    const operation = running.get(process);
    if (operation?.key !== key || operation.call.f !== f)
      throw new Error(`line ${at + 1} ends what never began: ${line}`);
    running.delete(process);
    operation.returnedAt = at;
    if (f === 'get') operation.answer = value;
  });
  return operations;
}
