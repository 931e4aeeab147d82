import { connectSession } from '../host/session-client.ts';
import { NO_WORDS, scenarioOf, vocabularyOf } from '../pattern-kit/setup.ts';
import { loadFace, patternMetas } from '../patterns/registry.ts';
import { decodeLink, encodeScenario, type VocabularyFor } from '../scenario/link.ts';
import type { Environment } from './environment.ts';

/** What links may name: everything in the folders of the patterns that are built. */
export const vocabularyFor: VocabularyFor = async (id) =>
  patternMetas.some((meta) => meta.id === id) ? vocabularyOf(await loadFace(id)) : null;

/** The stores' world in a browser: sessions in Workers, the page's address, the clipboard, frames. */
export const browserEnvironment: Environment = {
  connect: connectSession,
  // What is said of the parts that run comes from the session, which has them.
  loadPattern: async (id) => ({ ...(await loadFace(id)), ...NO_WORDS }),
  scenarioOf,
  encode: (scenario, pattern) => encodeScenario(scenario, vocabularyOf(pattern)),
  decode: (link) => decodeLink(link, vocabularyFor),
  decodeFile: async (text) => (await import('../scenario/file.ts')).parseScenarioFile(text, vocabularyFor),
  address: (hash) => `${window.location.href.split('#')[0] ?? ''}${hash}`,
  copy: (text) => navigator.clipboard.writeText(text),
  reducedMotion: () => window.matchMedia('(prefers-reduced-motion: reduce)').matches,
  clock: {
    now: () => performance.now(),
    frame: (callback) => {
      const id = requestAnimationFrame(callback);
      return () => cancelAnimationFrame(id);
    },
    after: (delayMs, callback) => {
      const id = setTimeout(callback, delayMs);
      return () => clearTimeout(id);
    },
  },
};
