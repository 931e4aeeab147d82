/**
 * Makes a node Worker a place where only reproducible things exist: an allow-list. Everything else
 * is removed from the global object along its prototype chain, or throws with advice. This is
 * hygiene for reproducible runs, not a security boundary.
 */

const ALLOWED = new Set([
  'Object',
  'Function',
  'Array',
  'Number',
  'Boolean',
  'String',
  'Symbol',
  'BigInt',
  'Math',
  'JSON',
  'Reflect',
  'Proxy',
  'Promise',
  'RegExp',
  'Map',
  'Set',
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'ArrayBuffer',
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Iterator',
  'WeakMap',
  'WeakSet',
  'globalThis',
  'self',
  'undefined',
  'NaN',
  'Infinity',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'structuredClone',
  'console',
  'encodeURI',
  'encodeURIComponent',
  'decodeURI',
  'decodeURIComponent',
  'escape',
  'unescape',
]);

const ADVICE: Readonly<Record<string, string>> = {
  Date: 'a node knows only its own clock: node.now()',
  performance: 'a node knows only its own clock: node.monotonic()',
  setTimeout: 'time is simulated: node.setTimer(name, afterUs)',
  setInterval: 'time is simulated: set node.setTimer again when it fires',
  setImmediate: 'handlers run to completion: node.work or node.setTimer',
  queueMicrotask: 'handlers run to completion: node.work or node.setTimer',
  requestAnimationFrame: 'time is simulated: node.setTimer(name, afterUs)',
  fetch: 'the network is simulated: node.send or node.request',
  XMLHttpRequest: 'the network is simulated: node.send or node.request',
  WebSocket: 'the network is simulated: node.send or node.request',
  postMessage: 'the network is simulated: node.send or node.request',
  crypto: 'randomness comes from the seed: node.random',
  indexedDB: 'the disk is simulated: node.disk',
  caches: 'the disk is simulated: node.disk',
  Intl: 'language and time zone differ between machines',
  Temporal: 'a node knows only its own clock: node.now()',
  WebAssembly: 'programs are plain TypeScript',
  Atomics: 'nodes share nothing but messages',
  SharedArrayBuffer: 'nodes share nothing but messages',
  WeakRef: 'what is collected when differs between engines',
  FinalizationRegistry: 'what is collected when differs between engines',
  eval: 'programs are modules',
  importScripts: 'programs are modules',
  process: 'a node knows nothing of its host',
  require: 'programs are modules',
};

/** Functions of Math whose last digit differs between engines, or that are random. */
const MATH = [
  'random',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'exp',
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'pow',
  'cbrt',
  'hypot',
  'f16round',
  'sumPrecise',
];

const LOCALE: readonly (readonly [object, readonly string[]])[] = [
  [String.prototype, ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase', 'normalize']],
  [Number.prototype, ['toLocaleString']],
  [Array.prototype, ['toLocaleString']],
  [Object.prototype, ['toLocaleString']],
  [BigInt.prototype, ['toLocaleString']],
];

/** Once per Worker, before any program is loaded. `keep`: names the host itself still needs. */
export function tame(scope: object, keep: readonly string[] = []): void {
  const kept = new Set(keep);
  for (
    let holder: object | null = scope;
    holder !== null && holder !== Object.prototype;
    holder = Object.getPrototypeOf(holder) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (!ALLOWED.has(name) && !kept.has(name) && name !== 'constructor') remove(holder, name);
    }
  }
  for (const name of Object.keys(ADVICE))
    if (!kept.has(name)) refuse(scope, name, `${name} is not there for a node: ${ADVICE[name]}.`);
  for (const name of MATH) {
    const why =
      name === 'random'
        ? 'randomness comes from the seed: node.random'
        : 'its last digits differ between browsers: use integers';
    refuse(Math, name, `Math.${name} is not there for a node: ${why}.`);
  }
  for (const [prototype, names] of LOCALE)
    for (const name of names)
      refuse(prototype, name, `${name} is not there for a node: language differs between machines.`);
  for (const sample of [function () {}, function* () {}, async () => {}, async function* () {}]) {
    const prototype = Object.getPrototypeOf(sample) as object;
    refuse(prototype, 'constructor', 'A node makes no code at run time: programs are modules.');
  }
}

function remove(holder: object, name: string): void {
  const property = Object.getOwnPropertyDescriptor(holder, name);
  if (property?.configurable === true) Reflect.deleteProperty(holder, name);
  else if (property?.writable === true) Reflect.set(holder, name, undefined);
}

/** Any use throws: reading it, so that `new Date()`, `Date.now()` and `typeof` checks all tell. */
function refuse(holder: object, name: string, message: string): void {
  const property = Object.getOwnPropertyDescriptor(holder, name);
  if (property !== undefined && property.configurable !== true) return;
  Object.defineProperty(holder, name, {
    configurable: false,
    enumerable: false,
    get(): never {
      throw new TypeError(message);
    },
  });
}
