import Foundation
import Testing

/// The import table of Documentation/ARCHITECTURE.md, the code and Package.swift say the same.
@Suite struct ImportTableTests {
    private static let document = "Documentation/ARCHITECTURE.md"

    /// Room by room, what the document allows.
    private func table() throws -> [String: Set<String>] {
        var table: [String: Set<String>] = [:]
        for line in try Package.block("imports", of: Self.document) where line.hasPrefix("| `") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            try #require(cells.count == 4, "a row has two columns: \(line)")
            let names = cells[1...2].map { $0.matches(of: /`([^`]+)`/).map { String($0.output.1) } }
            let room = try #require(names[0].first)
            #expect(names[0].count == 1, "a row names one room: \(line)")
            #expect(table.updateValue(Set(names[1]), forKey: room) == nil, "\(room) stands twice")
        }
        return table
    }

    /// The name of a target as a module has it.
    private func module(_ room: String) -> String { String(room.map { $0 == "-" ? "_" : $0 }) }

    @Test func `every room stands in the table, and no room that isn't there`() throws {
        let (table, rooms) = (try table(), try Package.rooms())
        try #require(rooms.count > 10)
        #expect(Set(table.keys) == rooms)
        for (room, allowed) in table {
            #expect(allowed.isSubset(of: rooms), "\(room) names \(allowed.subtracting(rooms).sorted())")
            #expect(!allowed.contains(room))
        }
    }

    @Test func `the table has no circles`() throws {
        var rest = try table()
        while !rest.isEmpty {
            let ground = rest.filter { $0.value.isDisjoint(with: rest.keys) }
            try #require(!ground.isEmpty, "a circle among \(rest.keys.sorted())")
            for room in ground.keys { rest[room] = nil }
        }
    }

    @Test func `code imports only the rooms that the table allows`() throws {
        let table = try table()
        let rooms = try Package.rooms()
        var checked = 0
        for room in rooms {
            let allowed = Set((table[room] ?? []).map(module))
            let ours = Set(rooms.map(module))
            for file in try Package.swiftFiles(below: "Sources/\(room)") {
                let imported = Set(try Package.imports(file)).intersection(ours)
                checked += imported.count
                #expect(imported.isSubset(of: allowed), "\(file): \(imported.subtracting(allowed).sorted())")
            }
        }
        try #require(checked > 100)
    }

    @Test func `the table allows nothing that nobody imports`() throws {
        for (room, allowed) in try table() {
            var imported: Set<String> = []
            for file in try Package.swiftFiles(below: "Sources/\(room)") {
                imported.formUnion(try Package.imports(file))
            }
            let idle = allowed.filter { !imported.contains(module($0)) }
            #expect(idle.isEmpty, "\(room) is allowed \(idle.sorted())")
        }
    }

    @Test func `Package.swift gives each target the rooms of the table`() throws {
        let table = try table()
        let rooms = try Package.rooms()
        let targets = try targets()
        #expect(rooms.isSubset(of: targets.keys))
        for (room, dependencies) in targets where rooms.contains(room) {
            let (given, allowed) = (dependencies.intersection(rooms), table[room] ?? [])
            #expect(given.subtracting(allowed).isEmpty, "more than the table allows \(room)")
            #expect(allowed.subtracting(given).isEmpty, "less than the table allows \(room)")
        }
    }

    @Test(arguments: [
        "Identity", "Wire", "Cryptography", "JOSE", "OpenIDConnect", "Federation", "Accounts", "Audit",
        "Storage",
    ])
    func `a room of the ground or the domain does not know Foundation`(room: String) throws {
        let files = try Package.swiftFiles(below: "Sources/\(room)")
        try #require(!files.isEmpty)
        for file in files {
            let foundation = try Package.imports(file).filter { $0.hasPrefix("Foundation") }
            #expect(foundation.isEmpty, "\(file)")
        }
    }

    @Test(arguments: [
        ("CSQLite", ["Database"]), ("COpenSSL", ["Cryptography"]), ("CArgon2", ["Cryptography"]),
        ("CPrefetch", ["Permissions"]), ("CQRencode", ["Pages"]),
    ])
    func `a library that is somebody's drawer is opened by nobody else`(
        module: String, rooms: [String]
    ) throws {
        for file in try Package.swiftFiles(below: "Sources") where try Package.imports(file).contains(module) {
            #expect(rooms.contains { file.hasPrefix("Sources/\($0)/") }, "\(file)")
        }
    }

    /// With 1,365 descriptors open, Foundation's `Process` reads past the end of the list of them that it walks
    /// before it starts a program, and crashes where the heap ends there. Subprocess needs no list.
    @Test func `no test starts a program by Foundation`() throws {
        let files = try ["Sources", "Tests"].flatMap(Package.swiftFiles)
        try #require(files.count > 100)
        for file in files {
            #expect(try !Package.text(file).contains(/= Process\(/), "\(file)")
        }
    }

    @Test func `an import is found however it is written`() throws {
        // This very file and its neighbours are what there is to read without writing one.
        #expect(
            try Package.imports("Tests/ArchitectureTests/ImportTableTests.swift") == [
                "Foundation", "Testing",
            ])
        #expect(try Package.imports("Tests/ServerTests/Support.swift").contains("Server"))
    }

    /// The targets of Package.swift with the names in their `dependencies`, read from its text.
    private func targets() throws -> [String: Set<String>] {
        let text = try Package.text("Package.swift")
        let start = try #require(text.range(of: "    targets: [")).upperBound
        var targets: [String: Set<String>] = [:]
        for part in text[start...].components(separatedBy: "arget(").dropFirst() {
            // `.target(`, `.executableTarget(` and `.testTarget(`; of the last, all names end with Tests.
            let name = try #require(part.firstMatch(of: /^\s*name: "([^"]+)"/)).output.1
            let list = part.components(separatedBy: "dependencies: [").dropFirst().first ?? ""
            // Products of packages go; what is left in quotes, up to the end of the list, are targets.
            let own = list.components(separatedBy: ".product(").enumerated().map { number, text in
                number == 0 ? text : text.components(separatedBy: ")").dropFirst().joined(separator: ")")
            }.joined()
            let quoted = own.components(separatedBy: "]")[0].components(separatedBy: "\"")
            targets[String(name)] = Set(quoted.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
        }
        for library in text[start...].components(separatedBy: ".systemLibrary(name: \"").dropFirst() {
            targets[library.components(separatedBy: "\"")[0]] = []
        }
        return targets
    }
}
