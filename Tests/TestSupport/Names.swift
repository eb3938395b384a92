import Directory
import Identity
import Permissions

// Names for tests, written short. A wrong one ends the test run.

extension UnitID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

extension UnitKind: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

extension Position: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

extension RoleID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

extension ServiceID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self = Self(text)! }
}

extension FunctionID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

extension PlatformID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text)! }
}

extension GrantID: ExpressibleByIntegerLiteral {
    package init(integerLiteral number: UInt64) { self.init(number) }
}
