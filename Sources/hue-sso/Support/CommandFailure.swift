import ArgumentParser
import Glibc
import Identity
import Keys
import LDAP
import OpenIDConnect
import Operations
import Server
import Settings
import Wire

/// Why a command did not do what it was asked: a sentence for standard error, in Vietnamese and English, and a code of
/// sysexits(3).
struct CommandFailure: Error {
    /// A line each.
    let texts: [Bilingual]
    let code: Int32

    init(_ texts: [Bilingual], code: Int32) {
        self.texts = texts
        self.code = code
    }

    init(_ vietnamese: String, english: String, code: Int32) {
        self.init([Bilingual(vietnamese, english)], code: code)
    }

    /// The input can't be used (`EX_DATAERR`).
    static func badData(_ vietnamese: String, english: String) -> Self {
        Self(vietnamese, english: english, code: EX_DATAERR)
    }
    /// What was named isn't there (`EX_NOINPUT`).
    static func notFound(_ vietnamese: String, english: String) -> Self {
        Self(vietnamese, english: english, code: EX_NOINPUT)
    }
    /// What was to be made is there already (`EX_CANTCREAT`).
    static func alreadyThere(_ vietnamese: String, english: String) -> Self {
        Self(vietnamese, english: english, code: EX_CANTCREAT)
    }
    /// The person at the terminal said no (`EX_NOPERM`).
    static let notConfirmed = Self("không có gì thay đổi", english: "nothing was changed", code: EX_NOPERM)
    /// What was printed has not left (`EX_IOERR`).
    static let unwritten = Self(
        "không ghi được kết quả ra đầu ra", english: "the result could not be written to standard output",
        code: EX_IOERR)
}

/// Runs a command's work and turns its errors into a line on standard error and an exit code. What operators alone meet
/// keeps the English words of its room behind what it is about in Vietnamese.
func reporting(_ work: () async throws -> Void) async throws {
    do {
        try await work()
        guard StandardOutput.isWritten() else { throw CommandFailure.unwritten }
    } catch let error as CommandFailure {
        try fail(error)
    } catch let error as ConfigurationErrors {
        let texts = error.problems.map {
            Bilingual("\($0.place): \($0.text.vietnamese)", $0.text.english)
        }
        try fail(CommandFailure(texts, code: EX_CONFIG))
    } catch let error as ListenFailure {
        let (place, text) = (error.problem.place, error.problem.text)
        try fail(CommandFailure([Bilingual("\(place): \(text.vietnamese)", text.english)], code: EX_UNAVAILABLE))
    } catch let error as KeyVaultError {
        try fail(CommandFailure([error.textWithHint], code: EX_CONFIG))
    } catch is RecordedSettingsError {
        try fail(CommandFailure([.unreadableSettings], code: EX_CONFIG))
    } catch let error as RecordsError {
        try fail(CommandFailure("lỗi cơ sở dữ liệu", english: error.description, code: EX_UNAVAILABLE))
    } catch let error as LDAPError {
        try fail(CommandFailure(error))
    } catch let refused as DirectoryReadingRefused {
        try fail(CommandFailure(refused))
    } catch let error as DirectoryUndecidable {
        try fail(CommandFailure(error.reason))
    } catch let error as DirectoryUnusable {
        try fail(CommandFailure([error.text], code: EX_CONFIG))
    } catch is RandomSourceExhausted {
        try fail(.badData("nguồn ngẫu nhiên cho quá ít byte", english: "the random source gave too few bytes"))
    } catch let error as ClientRegistrationError {
        try fail(CommandFailure([error.text], code: EX_DATAERR))
    }
}

/// Says on standard error what somebody should know of an act that is done all the same.
func warn(_ vietnamese: String, english: String) {
    say(Bilingual("cảnh báo: \(vietnamese)", "warning: \(english)"))
}

private func fail(_ failure: CommandFailure) throws -> Never {
    for text in failure.texts { say(text) }
    throw ExitCode(failure.code)
}

private func say(_ text: Bilingual) {
    // A parser's words may have several lines.
    let line = text.both.split(whereSeparator: \.isNewline).joined(separator: " ")
    // What was typed or read stands in it, and a terminal would obey its control characters.
    StandardError.write("hue-sso: \(line.withInvisiblesWritten)\n")
}
