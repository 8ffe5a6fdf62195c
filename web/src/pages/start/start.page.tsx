import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { t } from '../../i18n';
import { can, type Operation, operator } from '../../session';
import { Button, ButtonLink, CopyAs, cx, ErrorBanner, Icon, type IconName, Page } from '../../ui';
import { dismiss, fromStart } from './guide';
import { questionSamples, registrationSamples } from './samples';
import styles from './start.module.css';
import { useProgress } from './useProgress';

interface StepProps {
  number: number;
  title: string;
  lead: string;
  state: 'done' | 'now' | 'later';
  children?: ComponentChildren;
}

const Step = ({ number, title, lead, state, children }: StepProps) => (
  <li class={cx(styles.step, styles[state])} aria-current={state === 'now' ? 'step' : undefined}>
    <span class={styles.mark}>
      {state === 'done' ? <Icon name="check" size={18} strokeWidth={2.5} /> : number}
    </span>
    <div class={styles.text}>
      <h2>
        {title}
        {state === 'done' && <span class="visually-hidden"> – {t('start.done')}</span>}
      </h2>
      <p>{lead}</p>
      {children}
    </div>
  </li>
);

interface Next {
  key: 'operators' | 'kiosk' | 'keys' | 'intakes';
  icon: IconName;
  href: string;
  needs: Operation;
}

const NEXT: readonly Next[] = [
  { key: 'operators', icon: 'operators', href: '/ui/operators', needs: 'create_operator' },
  { key: 'kiosk', icon: 'kiosk', href: '/ui/kiosk', needs: 'verify' },
  { key: 'keys', icon: 'key', href: '/ui/keys', needs: 'create_key' },
  { key: 'intakes', icon: 'intake', href: '/ui/setup/intakes', needs: 'create_intake' },
];

const WhatNext = () => (
  <>
    <ul class={styles.next}>
      {NEXT.filter((one) => can(one.needs)).map((one) => (
        <li key={one.key}>
          <a class={styles.card} href={one.href}>
            <Icon name={one.icon} />
            <span class={styles.cardTitle}>{t(`start.next.${one.key}`)}</span>
            <span class={styles.cardLead}>{t(`start.next.${one.key}.lead`)}</span>
          </a>
        </li>
      ))}
    </ul>
    <div class={styles.calls}>
      <CopyAs title={t('start.questionSamples')} samples={questionSamples()} />
      <CopyAs title={t('start.registrationSamples')} samples={registrationSamples()} />
    </div>
  </>
);

const Start = () => {
  const { route } = useLocation();
  const progress = useProgress();
  const registered = progress.data?.registered ?? false;
  const recognised = progress.data?.recognised ?? false;
  const leave = () => {
    dismiss();
    route('/ui/');
  };
  return (
    <Page title={t('start.title')} lead={t('start.lead')} narrow>
      {progress.error && progress.error.code !== 'unreachable' && <ErrorBanner problem={progress.error} />}
      <ol class={styles.steps}>
        <Step
          number={1}
          state="done"
          title={t('start.signIn')}
          lead={t('start.signInLead', { name: operator.value?.name || operator.value?.access_key_id || '' })}
        />
        <Step
          number={2}
          state={registered ? 'done' : 'now'}
          title={t('start.register')}
          lead={t(registered ? 'start.registerDone' : 'start.registerLead')}
        >
          <ButtonLink
            href={fromStart('/ui/register')}
            variant={registered ? 'secondary' : 'primary'}
            icon="register"
          >
            {t(registered ? 'start.registerMore' : 'start.registerAction')}
          </ButtonLink>
        </Step>
        <Step
          number={3}
          state={recognised ? 'done' : registered ? 'now' : 'later'}
          title={t('start.authenticate')}
          lead={t(recognised ? 'start.authenticateDone' : 'start.authenticateLead')}
        >
          {registered && (
            <ButtonLink
              href={fromStart('/ui/authenticate')}
              variant={recognised ? 'secondary' : 'primary'}
              icon="authenticate"
            >
              {t(recognised ? 'start.authenticateAgain' : 'start.authenticateAction')}
            </ButtonLink>
          )}
        </Step>
        <Step
          number={4}
          state={recognised ? 'now' : 'later'}
          title={t('start.next')}
          lead={t('start.nextLead')}
        >
          <WhatNext />
        </Step>
      </ol>
      <div class={styles.foot}>
        <Button variant="quiet" onClick={leave}>
          {t(recognised ? 'start.finish' : 'start.skip')}
        </Button>
      </div>
    </Page>
  );
};

export default Start;
