/// Small numbers for names: 0, 1, 2 … in the order in which they were first named. A number is never taken
/// back, so that what was compiled with one numbering still fits a longer one.
struct Numbering<Name: Hashable & Sendable>: Sendable {
    private(set) var names: [Name] = []
    private var numbers: [Name: Int] = [:]

    init() {}

    init(_ names: some Sequence<Name>) {
        for name in names { _ = number(naming: name) }
    }

    var count: Int { names.count }

    /// The number of a name that has one.
    func number(of name: Name) -> Int? { numbers[name] }

    /// The number of a name, which it is given if it has none.
    mutating func number(naming name: Name) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }
}
