/// One step of the schema. Steps are applied once, in their order, each in a transaction; a step that was released is
/// never changed.
package struct Migration: Sendable {
    package let name: String
    package let statements: [String]

    package init(_ name: String, _ statements: [String]) {
        self.name = name
        self.statements = statements
    }
}
