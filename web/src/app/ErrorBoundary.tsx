import { Component, type ComponentChildren } from 'preact';
import { t } from '../i18n';
import { Button, CodeBlock, EmptyState } from '../ui';

interface Props {
  /** What failed at one address may work at another. */
  path: string;
  children: ComponentChildren;
}

interface State {
  error: Error | null;
}

/** A fault of the console itself: said, with what to quote, instead of an empty page. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static override getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(before: Props) {
    if (before.path !== this.props.path && this.state.error) this.setState({ error: null });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div role="alert">
        <EmptyState
          icon="alert"
          title={t('crash.title')}
          action={
            <Button variant="primary" onClick={() => location.reload()}>
              {t('action.reload')}
            </Button>
          }
        >
          <p>{t('crash.lead')}</p>
          <CodeBlock label={t('crash.detail')} code={error.stack ?? error.message} />
        </EmptyState>
      </div>
    );
  }
}
