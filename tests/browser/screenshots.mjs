// Takes pictures of the page as it is used, at a desk and on a phone, in both themes.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { start } from './page.mjs';

const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url));
const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

await mkdir(FOLDER, { recursive: true });
const stage = await start();
for (const theme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const shoot = (learner, name) =>
      learner.page.screenshot({ path: `${FOLDER}${name}-${size}-${theme}.png` });
    const learner = await stage.open('', { ...viewport, theme });
    await learner.cluster.waitFor();
    await shoot(learner, 'first');
    if (size === 'desk') {
      for (const file of ['mysql-secret', 'mysql-service', 'mysql', 'logging-namespace', 'fluentd',
        'image-process', 'canary']) await learner.applyFile(`${file}.yaml`);
      await learner.page.waitForTimeout(6_000);
      await learner.type('kubectl get pods');
      await learner.page.waitForTimeout(500);
      await shoot(learner, 'busy');
    }
    await learner.page.close();
    const lesson = await stage.open('?lesson=stateful-set', { ...viewport, theme });
    await lesson.page.getByRole('heading', { name: 'One at a time, in order' }).first().waitFor();
    await shoot(lesson, 'lesson');
    await lesson.page.close();
  }
}
await stage.stop();
console.log(`pictures are in ${FOLDER}`);
