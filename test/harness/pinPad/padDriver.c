/*
 * A reader driver for pcscd that adds a PIN pad (PC/SC part 10) to a vpcd reader. It passes everything on to the copy of vpcd's library
 * that lies beside it (libifdvpcd-N.so for pad-N.so). What the pad has and what a person types comes from the test: one line is sent to
 * the Unix socket pad.sock in the same folder, and one line is read. Without a listener the reader has no pad.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <ifdhandler.h>
#include <pthread.h>
#include <reader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { VERIFY_CODE = 0x42330006, MODIFY_CODE = 0x42330007, PROPERTIES_CODE = 0x42330012, MOST = 128 };

static void *vpcd;
static char folder[96];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_vpcd(void) {
  Dl_info self;
  char path[512];
  dladdr((void *)open_vpcd, &self);
  snprintf(folder, sizeof folder, "%s", self.dli_fname);
  char *name = strrchr(folder, '/');
  snprintf(path, sizeof path, "%.*s/libifdvpcd-%s", (int)(name - folder), folder, name + strlen("/pad-"));
  *name = 0;
  vpcd = dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

static void *vpcd_function(const char *name) {
  pthread_once(&once, open_vpcd);
  return vpcd == NULL ? NULL : dlsym(vpcd, name);
}

#define PASS(name, parameters, arguments)                         \
  RESPONSECODE name parameters {                                  \
    RESPONSECODE(*function) parameters = vpcd_function(#name);    \
    return function == NULL ? IFD_COMMUNICATION_ERROR : function arguments; \
  }

PASS(IFDHCreateChannel, (DWORD lun, DWORD channel), (lun, channel))
PASS(IFDHCreateChannelByName, (DWORD lun, LPSTR device), (lun, device))
PASS(IFDHCloseChannel, (DWORD lun), (lun))
PASS(IFDHGetCapabilities, (DWORD lun, DWORD tag, PDWORD length, PUCHAR value), (lun, tag, length, value))
PASS(IFDHSetCapabilities, (DWORD lun, DWORD tag, DWORD length, PUCHAR value), (lun, tag, length, value))
PASS(IFDHSetProtocolParameters, (DWORD lun, DWORD protocol, UCHAR flags, UCHAR a, UCHAR b, UCHAR c), (lun, protocol, flags, a, b, c))
PASS(IFDHPowerICC, (DWORD lun, DWORD action, PUCHAR atr, PDWORD length), (lun, action, atr, length))
PASS(IFDHTransmitToICC, (DWORD lun, SCARD_IO_HEADER send, PUCHAR tx, DWORD txLength, PUCHAR rx, PDWORD rxLength, PSCARD_IO_HEADER receive), (lun, send, tx, txLength, rx, rxLength, receive))
PASS(IFDHICCPresence, (DWORD lun), (lun))

/* Asks the test. Returns 0 when nobody listens. */
static int ask(const char *question, char *answer, size_t size) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s/pad.sock", folder);
  int end = socket(AF_UNIX, SOCK_STREAM, 0);
  size_t length = 0;
  if (connect(end, (struct sockaddr *)&address, sizeof address) == 0 && write(end, question, strlen(question)) > 0) {
    ssize_t got;
    while (length < size - 1 && (got = read(end, answer + length, size - 1 - length)) > 0) length += got;
  }
  close(end);
  answer[length] = 0;
  return length > 0;
}

static RESPONSECODE say(PUCHAR rx, DWORD room, LPDWORD length, const UCHAR *bytes, DWORD count) {
  if (room < count) return IFD_ERROR_INSUFFICIENT_BUFFER;
  memcpy(rx, bytes, count);
  *length = count;
  return IFD_SUCCESS;
}

static RESPONSECODE say_status(PUCHAR rx, DWORD room, LPDWORD length, int status) {
  UCHAR bytes[] = {status >> 8, status & 0xff};
  return say(rx, room, length, bytes, sizeof bytes);
}

static RESPONSECODE features(PUCHAR rx, DWORD room, LPDWORD length) {
  char has[MOST];
  if (!ask("features\n", has, sizeof has)) return IFD_ERROR_NOT_SUPPORTED;
  UCHAR list[18];
  DWORD count = 0;
  const struct { const char *name; int tag; unsigned code; } known[] = {
      {"verify", 0x06, VERIFY_CODE}, {"modify", 0x07, MODIFY_CODE}, {"properties", 0x12, PROPERTIES_CODE}};
  for (int i = 0; i < 3; i++) {
    if (strstr(has, known[i].name) == NULL) continue;
    UCHAR one[] = {known[i].tag, 4, known[i].code >> 24, known[i].code >> 16, known[i].code >> 8, known[i].code};
    memcpy(list + count, one, sizeof one);
    count += sizeof one;
  }
  return say(rx, room, length, list, count);
}

static RESPONSECODE properties(PUCHAR rx, DWORD room, LPDWORD length) {
  char has[MOST];
  int least = 0, most = 0;
  if (!ask("limits\n", has, sizeof has) || sscanf(has, "%d %d", &least, &most) != 2) return IFD_ERROR_NOT_SUPPORTED;
  UCHAR list[] = {0x06, 1, least, 0x07, 1, most};
  return say(rx, room, length, list, sizeof list);
}

/* Completes the command with what the person typed and sends it to the card. */
static RESPONSECODE enter(DWORD lun, int modify, PUCHAR tx, DWORD txLength, PUCHAR rx, DWORD room, LPDWORD length) {
  /* Places in the structures of part 10. */
  const DWORD data = modify ? 24 : 19;
  if (txLength < data + 5) return IFD_ERROR_NOT_SUPPORTED;
  const int most = tx[modify ? 7 : 5], least = tx[modify ? 8 : 6], block = tx[3] & 0x0f;
  const DWORD given = tx[data - 4] | tx[data - 3] << 8 | tx[data - 2] << 16 | (DWORD)tx[data - 1] << 24;
  /* As CCID readers do: ASCII to the left, the validation key, and a length that is true. */
  if (tx[2] != 0x82 || tx[modify ? 10 : 7] != 0x02 || given != txLength - data || given > 5 + 64) return IFD_ERROR_NOT_SUPPORTED;

  char question[MOST], typed[MOST], first[MOST] = "", second[MOST] = "", third[MOST] = "";
  snprintf(question, sizeof question, "%s %d %d %d\n", modify ? "modify" : "verify", (int)lun & 0xffff, least, most);
  if (!ask(question, typed, sizeof typed)) return IFD_ERROR_NOT_SUPPORTED;
  if (strncmp(typed, "timeout", 7) == 0) return say_status(rx, room, length, 0x6400);
  if (strncmp(typed, "cancel", 6) == 0) return say_status(rx, room, length, 0x6401);
  if (strncmp(typed, "broken", 6) == 0) return IFD_ERROR_NOT_SUPPORTED;
  const int entries = sscanf(typed, "ok %127s %127s %127s", first, second, third);
  if (entries != (modify ? 3 : 1)) return IFD_COMMUNICATION_ERROR;
  if (modify && strcmp(second, third) != 0) return say_status(rx, room, length, 0x6402);
  const char *pins[] = {first, second};
  for (int i = 0; i < (modify ? 2 : 1); i++)
    if ((int)strlen(pins[i]) < least || (int)strlen(pins[i]) > most) return say_status(rx, room, length, 0x6403);

  UCHAR command[5 + 2 * MOST];
  memcpy(command, tx + data, given);
  DWORD end = 5;
  for (int i = 0; i < (modify ? 2 : 1); i++) {
    const DWORD place = block > 0 && modify ? 5 + (DWORD)tx[5 + i] : end;
    memcpy(command + place, pins[i], strlen(pins[i]));
    end = place + (block > 0 ? (DWORD)block : strlen(pins[i]));
  }
  command[4] = end - 5;

  UCHAR answer[300];
  DWORD answerLength = sizeof answer;
  SCARD_IO_HEADER send = {1, 0}, receive = {1, 0};
  RESPONSECODE code = IFDHTransmitToICC(lun, send, command, end, answer, &answerLength, &receive);
  memset(command, 0, sizeof command);
  if (code != IFD_SUCCESS) return code;
  return say(rx, room, length, answer, answerLength);
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR tx, DWORD txLength, PUCHAR rx, DWORD rxLength, LPDWORD returned) {
  pthread_once(&once, open_vpcd);
  *returned = 0;
  switch (code) {
    case CM_IOCTL_GET_FEATURE_REQUEST: return features(rx, rxLength, returned);
    case PROPERTIES_CODE: return properties(rx, rxLength, returned);
    case VERIFY_CODE: return enter(lun, 0, tx, txLength, rx, rxLength, returned);
    case MODIFY_CODE: return enter(lun, 1, tx, txLength, rx, rxLength, returned);
    default: return IFD_ERROR_NOT_SUPPORTED;
  }
}
