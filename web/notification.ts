/**
 * Shows a notification of the system; says whether it could. Chrome on Android lets a page ask for the permission and then throws
 * (November 2026): there only a service worker may show any.
 */
export function showNotification(title: string, body: string, tag: string): boolean {
  try {
    new Notification(title, { body, tag });
    return true;
  } catch {
    return false;
  }
}
