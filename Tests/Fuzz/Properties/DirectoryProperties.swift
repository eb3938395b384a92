import Directory
import Permissions
import PolicyFiles

extension FuzzedReader {
    static func distinguishedNameViolation(by bytes: [UInt8]) -> String? {
        guard let name = DistinguishedName(text(bytes)) else { return nil }
        guard DistinguishedName(name.text) == name else { return "not read back: \(name.text)" }
        guard name.text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            return "a control character in \(name.text)"
        }
        guard name.folded.folded == name.folded else { return "folded twice in two ways" }
        guard !name.isBelow(name) else { return "below itself" }
        guard let parent = name.parent, !name.parts.isEmpty else { return name.parts.isEmpty ? nil : "no parent" }
        guard name.isBelow(parent), DistinguishedName(parent.text) == parent else { return "not below its parent" }
        return nil
    }

    /// The input is a filter, and a value of one too: whatever it holds, it stays a value (RFC 4515 §3).
    static func searchFilterViolation(by bytes: [UInt8]) -> String? {
        if let filter = SearchFilter(text(bytes)) {
            guard SearchFilter(filter.text) == filter else { return "not read back: \(filter.text)" }
        }
        guard let name = AttributeName("uid"), !bytes.isEmpty, bytes.count <= 1024 else { return nil }
        let filter = SearchFilter.all([.equal(name, bytes), .like(name, [bytes, []])])
        let written = filter.text.dropFirst("(&(uid=".count).dropLast("))".count)
        guard written.utf8.count(where: "()*\u{0}".utf8.contains) == 3 else { return "syntax in a value: \(written)" }
        guard SearchFilter(filter.text) == filter else { return "a value not read back: \(filter.text)" }
        return nil
    }

    // MARK: directory.yaml

    private static let positions: Set<Position> = [
        "chu-tich", "pho-chu-tich", "chanh-van-phong", "giam-doc", "pho-giam-doc", "truong-ban", "truong-phong",
        "chanh-thanh-tra", "thanh-tra-vien", "chuyen-vien", "van-thu", "mot-cua", "ky-thuat-vien",
    ].reduce(into: []) { all, text in Position(text).map { _ = all.insert($0) } }

    private static let kinds: Set<UnitKind> = [
        "thanh_pho", "van_phong", "so", "thanh_tra", "ban_quan_ly", "don_vi_su_nghiep", "phong", "phuong", "xa",
        "phong_cap_xa",
    ].reduce(into: []) { all, text in UnitKind(text).map { _ = all.insert($0) } }

    static func directoryFile(_ bytes: [UInt8]) -> PolicyFile { PolicyFile(name: "directory.yaml", text: text(bytes)) }

    static func mapping(_ file: PolicyFile) throws(PolicyFileErrors) -> DirectoryMapping {
        try DirectoryFileReader.read(file, positions: positions, kinds: kinds)
    }

    static func directoryFileViolation(by bytes: [UInt8]) -> String? {
        let file = directoryFile(bytes)
        let mapping: DirectoryMapping
        do throws(PolicyFileErrors) { mapping = try Self.mapping(file) } catch {
            return violation(of: error, in: [file])
        }
        guard SearchFilter(mapping.filter.text) == mapping.filter else { return "a filter that isn't read back" }
        guard DistinguishedName(mapping.base.text) == mapping.base else { return "a base that isn't read back" }
        guard mapping.attributes.allSatisfy({ AttributeName($0.text) == $0 }) else {
            return "an attribute that is none"
        }
        let servers = mapping.connection.servers
        guard !servers.isEmpty else { return "no server" }
        if case .simple = mapping.connection.bind,
            servers.contains(where: { if case .plain = $0 { true } else { false } })
        {
            return "a password in the clear"
        }
        guard Set(mapping.person.positions.values).isSubset(of: positions) else {
            return "a position that nobody knows"
        }
        return nil
    }
}
