import Directory

/// Small numbers for names: 0, 1, 2 … in the order in which they were first named. A number is never taken
/// back, so that what was compiled with one numbering still fits a longer one.
struct Numbering<Name: NumberedName>: Sendable {
    private(set) var names: [Name] = []
    private var numbers: NameTable

    init() { numbers = NameTable() }

    init(_ names: some Collection<Name>) {
        numbers = NameTable(capacity: names.count)
        for name in names { _ = number(naming: name) }
    }

    var count: Int { names.count }

    /// The number of a name that has one.
    @inline(__always)
    func number(of name: Name) -> Int? { numbers.number(of: name.indexedText) }

    /// The number of a name, which it is given if it has none.
    mutating func number(naming name: Name) -> Int {
        if let number = number(of: name) { return number }
        numbers.insert(name.indexedText, number: names.count)
        names.append(name)
        return names.count - 1
    }
}

/// A name that is equal to another when their texts have the same bytes.
protocol NumberedName: Sendable {
    /// A requirement of this module's own. A property of another module's that satisfied it would be called for; what stands
    /// here reads it where it is stored.
    var indexedText: String { get }
}

extension FunctionID: NumberedName { var indexedText: String { text } }
extension UnitID: NumberedName { var indexedText: String { text } }
extension RoleID: NumberedName { var indexedText: String { slug } }
extension Position: NumberedName { var indexedText: String { slug } }
extension UnitKind: NumberedName { var indexedText: String { slug } }
