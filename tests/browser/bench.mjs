// Measures the page while a Deployment of 300 replicas comes up: its longest task.
import './size.mjs';
import { start } from './page.mjs';

const LONGEST = 50;
const MANIFEST = `kubectl create deployment many --image=nginx:1.27 --replicas=300`;

const stage = await start();
const learner = await stage.open();
await learner.cluster.waitFor();
await learner.page.waitForTimeout(3_000);
await learner.page.evaluate(() => {
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.tasks.push(entry.duration)))
    .observe({ type: 'longtask' });
});
await learner.type(MANIFEST);
const output = await learner.run('kubectl rollout status deployment/many', { timeout: 120_000 });
await learner.page.waitForTimeout(500);
const tasks = await learner.page.evaluate(() => window.tasks);
await stage.stop();
if (!/successfully rolled out/.test(output)) throw new Error(output);
console.log(`300 replicas: ${tasks.length} tasks over ${LONGEST} ms`
  + (tasks.length ? `, the longest ${Math.round(Math.max(...tasks))} ms` : ''));
if (tasks.length) process.exitCode = 1;
