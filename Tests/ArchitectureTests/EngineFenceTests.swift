import Foundation
import Testing

/// The engine can be read without its index: who decides, explains, searches and delegates names no packed table.
@Suite struct EngineFenceTests {
    private static let index = "Sources/Permissions/Engine/Index"
    /// Where facts are kept and made, the tables are named: in the two types that own them, and where those are filled.
    private static let owners = [
        "Engine/Facts.swift", "Engine/CompiledPolicy.swift", "Engine/Compile/", "Engine/Index/",
    ]

    @Test func `only the owners of the index name its types`() throws {
        let tables = try Package.swiftFiles(below: Self.index).flatMap { file in
            try Package.text(file).matches(of: /(?m)^(?:final )?(?:struct|class|enum|protocol) (\w+)/)
                .map { String($0.output.1) }
        }
        try #require(tables.count > 8 && tables.contains("PersonIndex"))
        var checked = 0
        for file in try Package.swiftFiles(below: "Sources/Permissions") {
            guard !Self.owners.contains(where: { file.hasPrefix("Sources/Permissions/\($0)") }) else { continue }
            checked += 1
            // Comments may say where something is packed.
            let code = try Package.text(file).split(separator: "\n").filter { !$0.contains("///") }
            let words = Set(code.flatMap { $0.split { !$0.isLetter } }.map(String.init))
            let named = words.intersection(tables)
            #expect(named.isEmpty, "\(file) names \(named.sorted())")
        }
        try #require(checked > 30)
    }
}
