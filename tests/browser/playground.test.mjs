// The playground as a student uses it: YAML in, a living cluster out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './page.mjs';

let stage;
before(async () => { stage = await start(); });
after(() => stage?.stop());

const ready = (pod) => / ready,/.test(pod) && !/not ready/.test(pod);

test('a StatefulSet comes up in order, scales up and down, and keeps its claims', async () => {
  const learner = await stage.open();
  await learner.applyFile('mysql-secret.yaml');
  await learner.applyFile('mysql-service.yaml');
  await learner.speed(10);
  const film = await learner.film('^Pod mysql-');
  await learner.applyFile('mysql.yaml');
  await learner.pods('mysql-2, Running, ready').waitFor();
  for (const picture of await film()) {
    for (const [ordinal, pod] of picture.entries()) {
      assert.match(pod, new RegExp(`^Pod mysql-${ordinal},`), 'no number is passed over');
      if (ordinal > 0) assert.ok(ready(picture[ordinal - 1]), `${pod} while ${picture[ordinal - 1]}`);
    }
  }
  await learner.type('kubectl scale sts mysql --replicas=5');
  await learner.pods('mysql-4, Running, ready').waitFor();
  const shrinking = await learner.film('^Pod mysql-');
  await learner.type('kubectl scale sts mysql --replicas=2');
  await learner.pods('mysql-2').waitFor({ state: 'detached' });
  for (const picture of await shrinking()) {
    const numbers = picture.map((pod) => Number(pod.match(/mysql-(\d+)/)[1]));
    assert.deepEqual(numbers, numbers.map((_, index) => index), 'the highest number goes first');
  }
  const claims = await learner.run('kubectl get pvc');
  for (const ordinal of [0, 1, 2, 3, 4]) assert.match(claims, new RegExp(`data-mysql-${ordinal} +Bound`));
  assert.deepEqual(learner.faults, []);
});

test('a DaemonSet follows a node that joins', async () => {
  const learner = await stage.open();
  await learner.applyFile('logging-namespace.yaml');
  await learner.applyFile('fluentd.yaml');
  await learner.speed(10);
  await learner.type('cluster node add node-4');
  await learner.node('node-4').waitFor();
  await learner.cluster.getByLabel(/^Pod fluentd-\w+, Running, ready, on node-4/).waitFor();
  assert.equal((await learner.names('^Pod fluentd-')).length, 4);
});

test('a Job of ten runs three at a time to its end', async () => {
  const learner = await stage.open();
  await learner.speed(10);
  const film = await learner.film('^Pod image-process-');
  await learner.applyFile('image-process.yaml');
  const output = await learner.run('kubectl wait --for=condition=complete job/image-process --timeout=600s',
    { timeout: 60_000 });
  assert.match(output, /job.batch\/image-process condition met/);
  const busy = (picture) => picture.filter((pod) => !/Completed|Succeeded|Terminating/.test(pod)).length;
  const most = Math.max(...(await film()).map(busy));
  assert.equal(most, 3, 'three at once, never more');
  assert.match(await learner.run('kubectl get job image-process'), /10\/10/);
});

test('the clock jumps to two in the night and the CronJob makes its Job', async () => {
  const learner = await stage.open();
  await learner.applyFile('daily-backup.yaml');
  await learner.page.getByRole('button', { name: 'Pause' }).click();
  const jump = learner.page.getByRole('button', { name: /next event/i });
  for (let presses = 0; presses < 40; presses += 1) {
    await jump.click();
    if ((await learner.names('^Pod daily-backup-')).length) break;
  }
  assert.equal((await learner.names('^Pod daily-backup-')).length, 1);
  assert.match(await learner.run('date'), / 02:00:\d\d /);
  assert.match(await learner.run('kubectl get jobs'), /daily-backup-\d{8}/);
});

test('what is wrong is told with its place, and nothing stops the page', async () => {
  const learner = await stage.open();
  const commands = [
    ['kubectl frobnicate', /unknown command "frobnicate"/],
    ['kubectl get frobs', /the server doesn't have a resource type "frobs"/],
    ['frobnicate', /frobnicate: command not found/],
    ['kubectl apply -f nothing.yaml', /the path "nothing.yaml" does not exist/],
  ];
  for (const [command, expected] of commands) assert.match(await learner.run(command), expected);
  await learner.write('apiVersion: v1\nkind: Pod\nmetadata:\n  name: [x\n');
  await learner.apply.click();
  await learner.terminal.getByText(/error/).last().waitFor();
  assert.deepEqual(learner.faults, []);
});

test('flattened manifests get kubectl\'s error and the offer to mend them', async () => {
  const learner = await stage.open();
  await learner.applyFile('web-flattened.yaml');
  await learner.terminal.getByText('resource name may not be empty').last().waitFor();
  await learner.page.getByRole('button', { name: /restore the indentation/i }).click();
  await learner.apply.click();
  await learner.terminal.getByText('statefulset.apps/web created').last().waitFor();
});

test('a learner finds files, text and theme again after a reload', async () => {
  const learner = await stage.open();
  await learner.page.getByRole('tab', { name: 'mysql.yaml', exact: true }).click();
  await learner.writeFirst('# mine\n');
  await learner.page.waitForTimeout(800);
  await learner.page.reload();
  await learner.page.getByRole('tab', { name: 'mysql.yaml', exact: true }).click();
  await learner.holds('# mine');
});

test('on a tablet the terminal stays below whatever is chosen', async () => {
  const learner = await stage.open('', { width: 768, height: 1024 });
  await learner.type('kubectl create deployment web --image=nginx --replicas=2');
  await learner.pods('web-.*, Running, ready').nth(1).waitFor();
  await learner.page.getByRole('button', { name: 'Editor', exact: true }).click();
  await learner.editor.waitFor();
  assert.match(await learner.run('kubectl get deploy'), /web +2\/2/);
  assert.ok(await learner.cluster.isHidden());
});

test('on a phone the keys that it hides stand below the command line', async () => {
  const learner = await stage.open('', { width: 390, height: 844 });
  await learner.page.getByRole('button', { name: 'Terminal', exact: true }).click();
  const key = (name) => learner.page.getByRole('toolbar', { name: 'Keys for the terminal' })
    .getByRole('button', { name, exact: true });
  await learner.line.fill('kubectl get no');
  await key('Complete').click();
  assert.equal(await learner.line.inputValue(), 'kubectl get nodes ');
  await learner.line.press('Enter');
  await learner.terminal.getByText('node-3').first().waitFor();
  await key('Earlier line').click();
  await key('Pipe').click();
  assert.equal(await learner.line.inputValue(), 'kubectl get nodes | ');
  assert.ok(await learner.line.evaluate((line) => line === document.activeElement), 'the focus stays');
});
