import { defineConfig } from 'vite';

// Two pages: the console, and the frame that shows a mail's own design. Everything they need is in the files beside them.
export default defineConfig({
  base: '/',
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    emptyOutDir: true,
    rolldownOptions: {
      input: { index: 'index.html', frame: 'frame.html' },
      // "use client" means nothing here, and a busy machine is slow; whatever else the bundler doubts is a mistake of ours.
      onLog(level, log) {
        if (level === 'warn' && log.code !== 'MODULE_LEVEL_DIRECTIVE' && log.code !== 'PLUGIN_TIMINGS') throw new Error(log.message);
      },
    },
  },
});
