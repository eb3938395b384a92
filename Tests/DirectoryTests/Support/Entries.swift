import Accounts
import Directory
import Identity
import TestSupport

// Entries and mappings for tests, written short. A wrong one ends the test run.

extension EntryKey: ExpressibleByIntegerLiteral {
    package init(integerLiteral number: Int) { self.init(number: number) }

    init(number: Int) { self.init(octets: (0..<16).map { UInt8(truncatingIfNeeded: number >> (8 * (15 - $0))) })! }
}

extension DistinguishedName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

extension AttributeName: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

extension SourceEntry {
    init(_ key: EntryKey, _ dn: String, _ pairs: KeyValuePairs<String, String>) {
        self.init(key, dn, pairs.map { ($0, $1) })
    }

    /// A unit as `openldap-nested.yaml` has it.
    static func unit(
        _ key: EntryKey, _ dn: String, _ code: String, kind: String = "so", name: String? = nil,
        _ more: KeyValuePairs<String, String> = [:]
    ) -> SourceEntry {
        SourceEntry(
            key, dn + ",dc=hue",
            [("objectclass", "hueUnit"), ("code", code), ("kind", kind), ("name", name ?? code)] + more.map { ($0, $1) }
        )
    }

    static func person(
        _ key: EntryKey, _ dn: String, number: String? = nil, title: String = "Chuyên viên",
        _ more: KeyValuePairs<String, String> = [:]
    ) -> SourceEntry {
        let uid = dn.prefix { $0 != "," }.dropFirst(4)
        let own = [("objectclass", "huePerson"), ("uid", String(uid)), ("cn", "Nguyễn Văn Mẫu"), ("title", title)]
        return SourceEntry(key, dn + ",dc=hue", own + more.map { ($0, $1) } + (number.map { [("number", $0)] } ?? []))
    }

    private init(_ key: EntryKey, _ dn: String, _ pairs: [(String, String)]) {
        var attributes = EntryAttributes()
        for (name, value) in pairs { attributes[name] = (attributes[name] ?? []) + [Array(value.utf8)] }
        self.init(key: key, name: DistinguishedName(dn)!, attributes: attributes)
    }
}

extension DirectoryMapping {
    /// Units inside one another, unless it's said; people inside their unit.
    static func city(
        parent: PlaceRule = .dn, root: UnitID = "H57", below: UnitID? = nil,
        _ change: (inout PersonMapping) -> Void = { _ in }
    ) -> DirectoryMapping {
        var person = PersonMapping(filter: .ofClass("huePerson"))
        person.number = "number"
        person.username = "uid"
        person.name = ["displayName", "cn"]
        person.mail = "mail"
        person.phone = "telephoneNumber"
        person.active = [.unless("active", words: [FoldedWord("FALSE")])]
        person.posts = [.title("title", at: .dn), .written("post", parameters: [.from, .until, .kind])]
        person.positions = [FoldedWord("Chuyên viên"): "chuyen-vien", FoldedWord("Giám đốc"): "giam-doc"]
        person.accountKind = .init(attribute: "accountKind")
        change(&person)
        return DirectoryMapping(
            source: SourceID("thanh-pho")!,
            connection: SourceConnection(servers: [SourceServer("ldapi:///run/ldapi")!], bind: .external)!,
            base: "dc=hue", key: .entryUUID,
            unit: UnitMapping(
                filter: .ofClass("hueUnit"), code: "code", name: ["name"], kind: .init(attribute: "kind"),
                parent: parent, root: root, below: below, order: "order", replacedBy: "replacedBy")!,
            person: person)!
    }
}

extension DirectoryRules {
    static let city = DirectoryRules(
        below: [
            "city": [], "so": ["city"], "huyen": ["city"], "xa": ["city", "huyen"], "phong": ["so", "xa", "phong"],
        ],
        positions: ["chuyen-vien", "giam-doc", "truong-phong"])
}

extension DirectoryReading {
    /// What a directory of these entries says.
    init(
        _ entries: [SourceEntry], _ mapping: DirectoryMapping = .city(), at moment: Instant = 0,
        rules: DirectoryRules = .city
    ) {
        var tree = SourceTree(mapping)
        tree.replaceAll(with: entries)
        self = DirectoryReader(mapping, rules: rules).read(tree, at: moment)
    }

    var kinds: [SyncFinding.Kind] { findings.map(\.kind) }
}
