import Directory
import PolicyFiles
import Wire

/// The readers that are fuzzed, and what must hold for each whatever the bytes.
///
/// A fuzz target and the test that replays its corpus call the same function. It must never trap, and it
/// returns `nil` or says what is broken: what is accepted must be written and read back equal, what is
/// refused must say where.
enum FuzzedReader: String, CaseIterable, Sendable {
    case json = "JSONReader"
    case base64 = "Base64"
    case form = "FormParameters"
    case uri = "URI"
    case unitTable = "UnitTable"
    case policy = "PolicyReader"
    case distinguishedName = "DistinguishedName"
    case searchFilter = "SearchFilter"
    case directoryFile = "DirectoryFile"

    func violation(by bytes: [UInt8]) -> String? {
        switch self {
        case .json: Self.jsonViolation(by: bytes)
        case .base64: Self.base64Violation(by: bytes)
        case .form: Self.formViolation(by: bytes)
        case .uri: Self.uriViolation(by: bytes)
        case .unitTable: Self.unitTableViolation(by: bytes)
        case .policy: Self.policyViolation(by: bytes)
        case .distinguishedName: Self.distinguishedNameViolation(by: bytes)
        case .searchFilter: Self.searchFilterViolation(by: bytes)
        case .directoryFile: Self.directoryFileViolation(by: bytes)
        }
    }

    /// Whether the reader takes these bytes; a corpus holds some that it takes and some that it refuses.
    func accepts(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .json: (try? JSONReader.read(bytes)) != nil
        case .base64: (try? Base64URL.decode(Self.text(bytes))) != nil
        case .form: (try? FormParameters(parsing: bytes)) != nil
        case .uri: (try? URI(Self.text(bytes))) != nil
        case .unitTable: (try? UnitImport(Self.text(bytes))) != nil
        case .policy: (try? PolicyReader.read(Self.policyFiles(bytes))) != nil
        case .distinguishedName: DistinguishedName(Self.text(bytes)) != nil
        case .searchFilter: SearchFilter(Self.text(bytes)) != nil
        case .directoryFile: (try? Self.mapping(Self.directoryFile(bytes))) != nil
        }
    }

    /// What a reader of text gets to see; bytes that aren't UTF-8 arrive as U+FFFD.
    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
