/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzUnitTable(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let violation = FuzzedReader.unitTable.violation(by: Array(UnsafeBufferPointer(start: start, count: count))) {
        fatalError(violation)
    }
    return 0
}
