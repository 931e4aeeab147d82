import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contentSecurityPolicy, entriesStandAlone, offlineFiles } from './scripts/vite-plugins.mjs';

export default defineConfig({
  // Relative addresses and hash routes: the build works below any path.
  base: './',
  plugins: [react(), contentSecurityPolicy(), offlineFiles()],
  worker: {
    format: 'es',
    plugins: () => [entriesStandAlone()],
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/worker/[name]-[hash].js',
        chunkFileNames: 'assets/worker/[name]-[hash].js',
        // What patterns use beside the entry must not be in the entry.
        codeSplitting: {
          groups: [
            { name: 'core', test: /\/src\/(?:kernel|scenario|pattern-kit|patterns\/[^/]+\/meta\.ts)|\/node_modules\// },
          ],
        },
      },
    },
  },
  build: {
    target: 'es2023',
    manifest: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
  server: { host: '127.0.0.1', port: 5173 },
  preview: { host: '127.0.0.1', port: 4173 },
});
