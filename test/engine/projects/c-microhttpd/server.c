#include <microhttpd.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static enum MHD_Result answer(void *closure, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **state) {
  (void)closure, (void)method, (void)version, (void)data, (void)size, (void)state;
  const char *text = strcmp(url, "/buoy") == 0 ? "green buoy to starboard\n" : "open water\n";
  struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_PERSISTENT);
  enum MHD_Result result = MHD_queue_response(connection, 200, response);
  MHD_destroy_response(response);
  return result;
}

static void leave(int number) { _exit(number == SIGTERM ? 0 : 1); }

int main(void) {
  signal(SIGTERM, leave);
  if (!MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 8888, NULL, NULL, &answer, NULL, MHD_OPTION_END)) return 1;
  for (;;) pause();
}
