#pragma once
#include <sqlite3.h>

// What Swift can't say: a call with any number of arguments.

/// Takes what stands in double quotes for a name only, never for a text (sqlite.org/quirks.html §8).
static inline int csqlite_refuse_double_quoted_texts(sqlite3 *database) {
    int result = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
    return result != SQLITE_OK ? result : sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
}

/// Lets SQLite keep no account of its memory, for which each allocation would take a lock of all threads (malloc.html §3.6).
/// Before anything else of SQLite.
static inline int csqlite_keep_no_account_of_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
