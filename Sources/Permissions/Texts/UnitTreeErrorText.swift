import Directory
import Identity

extension UnitTreeError {
    /// Why the units make no tree.
    package var text: Bilingual {
        let vietnamese =
            switch self {
            case .noRoot: "không có đơn vị nào ở trên cùng; phải có đúng một đơn vị không ghi đơn vị cấp trên"
            case .severalRoots(let units):
                "có nhiều đơn vị ở trên cùng: \(Self.list(units)); hãy ghi đơn vị cấp trên, chỉ trừ một đơn vị"
            case .twoVersionsAtOnce(let unit): "\(unit) có hai lần tại cùng một thời điểm; hãy bỏ một"
            case .parentMissing(let unit, let parent):
                "\(unit) đứng dưới \(parent), nhưng đơn vị này không có vào thời điểm đó; hãy sửa hoặc thêm đơn vị này"
            case .circle(let units):
                "các đơn vị này đứng dưới lẫn nhau: \(Self.list(units)); hãy sửa đơn vị cấp trên của một đơn vị"
            }
        return Bilingual(vietnamese, description)
    }
}
