import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const deep = 'src/**/*.deep.test.{ts,tsx}';
const conformance = 'src/**/*.conformance.test.{ts,tsx}';

/** `--mode deep` and `--mode conformance` pick the suites that `npm test` leaves out. */
export default defineConfig(({ mode }) => ({
  plugins: [react()],
  test: {
    environment: 'node',
    include:
      mode === 'deep'
        ? [deep]
        : mode === 'conformance'
          ? [conformance]
          : ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    exclude:
      mode === 'deep' || mode === 'conformance' ? ['**/node_modules/**'] : ['**/node_modules/**', deep, conformance],
    // Against hangs only: no test is timed, and a busy machine may be many times slower than an idle one.
    testTimeout: mode === 'deep' ? 30 * 60_000 : 180_000,
    hookTimeout: 60_000,
    css: { modules: { classNameStrategy: 'non-scoped' as const } },
  },
}));
